package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.postgres.target.JdbcAccess;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import java.time.Duration;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The journal as the runner uses it: one row lock makes fence and step row one. */
public final class JdbcStepJournal implements StepJournal {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JdbcAccess access;
    private final JdbcJournalSchema schema;
    private final JdbcBackends backends;

    public JdbcStepJournal(JdbcAccess access) {
        this.access = access;
        this.schema = new JdbcJournalSchema(access);
        this.backends = new JdbcBackends(access);
    }

    @Override
    public TargetIdentity identity() {
        return access.inTransaction(jdbc -> {
            JdbcJournalSchema.ensureAgain(jdbc);
            return new TargetIdentity(jdbc.sql("SELECT value FROM lockstep.identity")
                    .query(UUID.class)
                    .single());
        });
    }

    @Override
    public JournalEntry read(StepKey key) {
        schema.ensure();
        return access.inTransaction(jdbc -> JdbcStepRows.read(jdbc, key));
    }

    @Override
    public boolean write(StepKey key, JournalEntry expected, JournalEntry next) {
        schema.ensure();
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            if (!expected.fence().equals(next.fence())) {
                backends.endOlderThan(next.fence());
            }
            try {
                return access.inTransaction(jdbc -> compareAndWrite(jdbc, key, expected, next));
            } catch (DataAccessException e) {
                // Who holds the fence may have begun after we looked; the next look ends it.
                if (!PostgresFailures.isLockNotAvailable(e) || System.nanoTime() > giveUp) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void purge(StepKey key) {
        schema.ensure();
        int steps = access.inTransaction(
                jdbc -> jdbc.sql("DELETE FROM lockstep.step WHERE migration = :migration AND step = :step")
                        .param("migration", key.migration().value())
                        .param("step", key.step().value())
                        .update());
        if (steps > 1) {
            throw new IllegalStateException("%s had %d rows in the journal".formatted(key, steps));
        }
    }

    private static boolean compareAndWrite(JdbcClient jdbc, StepKey key, JournalEntry expected, JournalEntry next) {
        JdbcStepRows.lockFence(jdbc);
        if (!JdbcStepRows.read(jdbc, key).equals(expected)) {
            return false;
        }
        JdbcStepRows.write(jdbc, next);
        JdbcBackends.forgetOlderThan(jdbc, next.fence());
        return true;
    }
}
