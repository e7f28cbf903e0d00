package dev.lockstep.postgres.operation;

import dev.lockstep.postgres.journal.JdbcDispatchSession;
import dev.lockstep.postgres.target.JdbcAccess;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepJournal;
import java.util.function.BiFunction;

/** Gives a dispatch its connection, watched, and again for as long as a lock is not to be had. */
final class JdbcScriptSessions {
    private final JdbcAccess access;
    private final StepJournal journal;

    JdbcScriptSessions(JdbcAccess access, StepJournal journal) {
        this.access = access;
        this.journal = journal;
    }

    <T> T in(StepContext context, BiFunction<JdbcDispatchSession, HistoryTable, T> work) {
        JdbcLockPatience patience =
                new JdbcLockPatience(context, access.settings().lockPatience());
        try {
            return patience.untilLocked(() -> once(context, patience, work));
        } catch (RuntimeException e) {
            throw orSuperseded(context, e);
        }
    }

    private <T> T once(
            StepContext context, JdbcLockPatience patience, BiFunction<JdbcDispatchSession, HistoryTable, T> work) {
        try (JdbcDispatchSession session = JdbcDispatchSession.open(access, context);
                JdbcBackendWatch _ = JdbcBackendWatch.begin(access, session, patience)) {
            return work.apply(
                    session,
                    JdbcPreflight.historyOf(session.jdbc(), access.settings().historyTable()));
        }
    }

    /** A connection that was cut because a newer dispatch began is no failure of the target. */
    private RuntimeException orSuperseded(StepContext context, RuntimeException thrown) {
        DispatchSuperseded superseded =
                PostgresFailures.find(thrown, DispatchSuperseded.class).orElse(null);
        if (superseded != null) {
            return superseded;
        }
        context.checkpoint();
        return PostgresFailures.isConnectionLost(thrown) ? orFencedOff(context, thrown) : thrown;
    }

    private RuntimeException orFencedOff(StepContext context, RuntimeException thrown) {
        try {
            JournalEntry now = journal.read(context.key());
            return now.fence().equals(context.dispatch())
                    ? thrown
                    : new DispatchSuperseded(
                            context.key(), context.dispatch(), "the target has accepted dispatch " + now.fence());
        } catch (RuntimeException away) {
            thrown.addSuppressed(away);
            return thrown;
        }
    }
}
