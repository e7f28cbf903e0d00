package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.FinishedRestore;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.PurgeListener;
import dev.lockstep.worker.PurgedRows;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.StepRecord;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Gatherers;
import org.springframework.dao.DataAccessException;

/**
 * Step journal of one target. A write changes the fence and the step's row in one transaction. It locks the fence first,
 * so writers run one after another.
 */
public final class JdbcStepJournal implements StepJournal {
    private static final Duration FENCE_TIMEOUT = Duration.ofSeconds(10);

    private final JdbcConnections connections;
    private final JdbcJournalSchema schema;
    private final JdbcBackends backends;

    public JdbcStepJournal(JdbcConnections connections) {
        this.connections = connections;
        this.schema = new JdbcJournalSchema(connections);
        this.backends = new JdbcBackends(connections);
    }

    @Override
    public TargetIdentity identity() {
        return schema.identity();
    }

    @Override
    public boolean replaceIdentity(TargetIdentity expected, TargetIdentity replacement) {
        return connections.inTransaction(jdbc -> jdbc.sql(
                                "UPDATE lockstep_journal.identity SET value = :replacement WHERE value = :expected")
                        .param("replacement", replacement.value())
                        .param("expected", expected.value())
                        .update())
                == 1;
    }

    @Override
    public Opened open(StepKey key) {
        return schema.readIfCurrent(() -> JdbcStepRecords.open(connections.singleStatements(), key))
                .orElseGet(() -> StepJournal.super.open(key));
    }

    @Override
    public JournalEntry read(StepKey key) {
        schema.ensure();
        return JdbcStepRecords.read(connections.singleStatements(), key);
    }

    @Override
    public Map<StepKey, StepRecord> readAll(Collection<StepKey> keys) {
        schema.ensure();
        Map<StepKey, StepRecord> rows = new HashMap<>();
        keys.stream().gather(Gatherers.windowFixed(READ_BATCH)).forEach(batch -> JdbcStepRecords.readAll(
                        connections.singleStatements(), batch)
                .forEach(row -> rows.put(row.key(), row)));
        return rows;
    }

    @Override
    public boolean write(StepKey key, JournalEntry expected, JournalEntry next) {
        schema.ensure();
        long deadline = System.nanoTime() + FENCE_TIMEOUT.toNanos();
        while (true) {
            if (!expected.fence().equals(next.fence())) {
                backends.terminateOlderThan(next.fence());
            }
            try {
                WriteOutcome outcome =
                        connections.inConnection(connection -> compareAndWrite(connection, key, expected, next));
                if (outcome != WriteOutcome.OLDER_BACKEND) {
                    return outcome == WriteOutcome.WRITTEN;
                }
                requireTime(deadline, next.fence());
            } catch (DataAccessException e) {
                // An older dispatch may have locked the fence after the termination above; terminate it too.
                if (!PostgresFailures.isLockNotAvailable(e) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private enum WriteOutcome {
        WRITTEN,
        CHANGED,
        /** A backend of an older dispatch was registered after the termination, or may have been. */
        OLDER_BACKEND
    }

    private static void requireTime(long deadline, DispatchNumber fence) {
        if (System.nanoTime() > deadline) {
            throw OperationFailed.retriable(
                    "backend-not-terminated",
                    "dispatches older than %s have registered new connections for %d s"
                            .formatted(fence, FENCE_TIMEOUT.toSeconds()));
        }
    }

    @Override
    public Optional<FinishedRestore> lastRestore() {
        schema.ensure();
        return JdbcLastRestore.read(connections.singleStatements());
    }

    @Override
    public void recordRestore(FinishedRestore ended) {
        schema.ensure();
        JdbcLastRestore.write(connections.singleStatements(), ended);
    }

    @Override
    public PurgedRows purge(StepKey key, PurgeListener listener) {
        schema.ensure();
        PurgedRows purged = JdbcStepRecords.delete(connections.singleStatements(), key);
        listener.removed(purged);
        return purged;
    }

    private WriteOutcome compareAndWrite(Connection connection, StepKey key, JournalEntry expected, JournalEntry next) {
        DispatchNumber fence = next.fence();
        Set<String> idle = backends.idle();
        LockedEntry locked = JdbcLockedEntries.lock(connection, key, fence, idle);
        if (!locked.entry().equals(expected)) {
            return WriteOutcome.CHANGED;
        }
        // An older dispatch may have taken and registered one of them while this transaction waited for the fence.
        boolean areStillIdle = backends.idle().containsAll(idle);
        if (locked.olderBackends() > 0 || !areStillIdle) {
            return WriteOutcome.OLDER_BACKEND;
        }
        JdbcLockedEntries.write(connection, next);
        return WriteOutcome.WRITTEN;
    }
}
