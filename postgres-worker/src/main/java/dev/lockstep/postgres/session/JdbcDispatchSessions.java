package dev.lockstep.postgres.session;

import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepJournal;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs the work of a dispatch on a monitored connection, and retries it while a lock is not available. */
public final class JdbcDispatchSessions {
    private final JdbcConnections connections;
    private final StepJournal journal;

    public JdbcDispatchSessions(JdbcConnections connections, StepJournal journal) {
        this.connections = connections;
        this.journal = journal;
    }

    /**
     * Runs the work. The connection of a failed attempt is closed.
     *
     * @throws DispatchSuperseded if a newer dispatch has started
     */
    public <T> T run(StepContext context, Function<JdbcDispatchSession, T> work) {
        JdbcLockRetry retry = new JdbcLockRetry(context, connections.settings().lockRetryTimeout());
        try {
            return retry.run(() -> attempt(() -> JdbcDispatchSession.open(connections, context), retry, work));
        } catch (RuntimeException e) {
            throw supersededOr(context, e);
        }
    }

    /**
     * Runs work that changes nothing, on a connection that is not registered, whatever the fence contains.
     *
     * @throws DispatchSuperseded if the dispatch must stop
     */
    public <T> T runWithoutFence(StepContext context, Function<JdbcDispatchSession, T> work) {
        JdbcLockRetry retry = new JdbcLockRetry(context, connections.settings().lockRetryTimeout());
        try {
            return retry.run(
                    () -> attempt(() -> JdbcDispatchSession.openUnregistered(connections, context), retry, work));
        } catch (RuntimeException e) {
            context.checkpoint();
            throw e;
        }
    }

    private <T> T attempt(
            Supplier<JdbcDispatchSession> open, JdbcLockRetry retry, Function<JdbcDispatchSession, T> work) {
        try (JdbcDispatchSession session = open.get();
                JdbcBackendMonitor _ = JdbcBackendMonitor.start(session, retry)) {
            T result = workOn(session, work);
            session.keep();
            return result;
        }
    }

    private <T> T workOn(JdbcDispatchSession session, Function<JdbcDispatchSession, T> work) {
        try {
            return work.apply(session);
        } catch (DispatchSuperseded superseded) {
            throw superseded;
        } catch (RuntimeException e) {
            throw new JdbcFailureCause(connections).refine(session, e);
        }
    }

    /** A connection that was terminated because of a newer dispatch is not a failure of the target. */
    private RuntimeException supersededOr(StepContext context, RuntimeException thrown) {
        DispatchSuperseded superseded =
                PostgresFailures.find(thrown, DispatchSuperseded.class).orElse(null);
        if (superseded != null) {
            return superseded;
        }
        context.checkpoint();
        return PostgresFailures.isConnectionLost(thrown) ? supersededByFenceOr(context, thrown) : thrown;
    }

    private RuntimeException supersededByFenceOr(StepContext context, RuntimeException thrown) {
        try {
            JournalEntry entry = journal.read(context.key());
            return entry.fence().equals(context.dispatch())
                    ? thrown
                    : new DispatchSuperseded(
                            context.key(), context.dispatch(), "the target has accepted dispatch " + entry.fence());
        } catch (RuntimeException unreadable) {
            thrown.addSuppressed(unreadable);
            return thrown;
        }
    }
}
