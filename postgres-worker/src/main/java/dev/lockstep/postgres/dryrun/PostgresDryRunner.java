package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.postgres.session.JdbcDispatchSessions;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.DryRunner;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepJournal;
import java.util.List;

/**
 * Tries the steps in one transaction that is rolled back; see {@code docs/operations/postgres.sql.md}. If a lock is not
 * available, all of it is retried.
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
        return sessions.runWithoutFence(
                context,
                session -> new JdbcDryRun(session, connections.settings().dryRunLimit()).run(steps));
    }
}
