package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.postgres.session.JdbcDispatchSessions;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.DryRunner;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepJournal;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tries the steps in one transaction that is rolled back; see {@code docs/operations/postgres.sql.md}. If a lock is not
 * available, all of it is retried, as long as the time limit allows. Then the step is reported as not tried: another
 * dispatch would hold the locks of the earlier steps again.
 */
public final class PostgresDryRunner implements DryRunner {
    private final JdbcConnections connections;
    private final JdbcDispatchSessions sessions;

    public PostgresDryRunner(JdbcConnections connections, StepJournal journal) {
        this.connections = connections;
        this.sessions = new JdbcDispatchSessions(connections, journal);
    }

    @Override
    public List<DryRunOutcome> run(List<DryRunStep> steps, StepContext context) {
        DryRunBudget budget = new DryRunBudget(connections.settings().dryRunLimit());
        AtomicReference<@Nullable JdbcDryRun> last = new AtomicReference<>();
        try {
            return sessions.runWithoutFence(context, session -> {
                JdbcDryRun attempt = new JdbcDryRun(session, budget, steps);
                last.set(attempt);
                return attempt.run();
            });
        } catch (RuntimeException e) {
            JdbcDryRun attempt = last.get();
            if (attempt == null || !PostgresFailures.isLockNotAvailable(e)) {
                throw e;
            }
            return attempt.endWithoutLock(e);
        }
    }
}
