package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import java.time.Duration;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

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
        return connections.inTransaction(jdbc -> {
            JdbcJournalSchema.migrate(jdbc);
            return new TargetIdentity(jdbc.sql("SELECT value FROM lockstep.identity")
                    .query(UUID.class)
                    .single());
        });
    }

    @Override
    public JournalEntry read(StepKey key) {
        schema.ensure();
        return connections.inTransaction(jdbc -> JdbcStepRecords.read(jdbc, key));
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
                return connections.inTransaction(jdbc -> compareAndWrite(jdbc, key, expected, next));
            } catch (DataAccessException e) {
                // An older dispatch may have locked the fence after the termination above; terminate it too.
                if (!PostgresFailures.isLockNotAvailable(e) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void purge(StepKey key) {
        schema.ensure();
        int steps = connections.inTransaction(
                jdbc -> jdbc.sql("DELETE FROM lockstep.step WHERE migration = :migration AND step = :step")
                        .param("migration", key.migration().value())
                        .param("step", key.step().value())
                        .update());
        if (steps > 1) {
            throw new IllegalStateException("%s had %d rows in the journal; expected at most 1".formatted(key, steps));
        }
    }

    private static boolean compareAndWrite(JdbcClient jdbc, StepKey key, JournalEntry expected, JournalEntry next) {
        JdbcStepRecords.lockFence(jdbc);
        if (!JdbcStepRecords.read(jdbc, key).equals(expected)) {
            return false;
        }
        JdbcStepRecords.write(jdbc, next);
        JdbcBackends.removeOlderThan(jdbc, next.fence());
        return true;
    }
}
