package dev.lockstep.postgres.dryrun;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.worker.OperationFailed;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;

/**
 * Cancels the statements of a session from another connection after a time limit. Until then the session's own timeouts
 * are those of an apply.
 */
final class JdbcTimeLimit implements AutoCloseable {
    private static final long REPEAT_MILLIS = 100;
    /** The server's timeouts matter only if this process cannot cancel the statement. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration IDLE = Duration.ofSeconds(60);

    private final JdbcDispatchSession session;
    private final DryRunBudget budget;
    private final Duration limit;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final long start = System.nanoTime();
    private volatile boolean exceeded;

    private JdbcTimeLimit(JdbcDispatchSession session, DryRunBudget budget) {
        this.session = session;
        this.budget = budget;
        this.limit = budget.remaining();
        this.thread = Thread.ofVirtual().name("dry-run-limit").unstarted(this::run);
    }

    /** Limits an attempt to the rest of the budget, and charges its duration to the budget when it is closed. */
    static JdbcTimeLimit start(JdbcDispatchSession session, DryRunBudget budget) {
        JdbcTimeLimit timeLimit = new JdbcTimeLimit(session, budget);
        timeLimit.thread.start();
        return timeLimit;
    }

    /** Limits statements and pauses on the server too, for the case that this process is suspended. */
    void setOnServer() {
        Duration onServer = limit.plus(GRACE);
        session.jdbc()
                .sql("SELECT set_config('statement_timeout', :statement, false),"
                        + " set_config('idle_in_transaction_session_timeout', :idle, false)")
                .param(
                        "statement",
                        milliseconds(onServer, session.connections().settings().statementTimeout()))
                .param("idle", milliseconds(onServer, IDLE))
                .query()
                .listOfRows();
    }

    private static String milliseconds(Duration first, Duration second) {
        return String.valueOf(Math.min(first.toMillis(), second.toMillis()));
    }

    boolean isExceeded() {
        return exceeded;
    }

    /** Throws if the limit is exceeded. */
    void check() {
        if (exceeded) {
            throw OperationFailed.retriable("dry-run-limit", "the time limit is exceeded");
        }
    }

    /** Why a step was not tried completely. */
    String reason() {
        return "the dry run was cancelled after %d ms (option dry-run-limit) and rolled back, because it holds locks"
                .formatted(budget.limit().toMillis());
    }

    /** Whether the budget has time for another attempt that gets further than this one has until now. */
    boolean allowsAnotherAttempt() {
        return budget.allowsAnother(elapsed());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void run() {
        try {
            boolean ended = closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
            while (!ended) {
                exceeded = true;
                cancel();
                ended = closed.await(REPEAT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void cancel() {
        try {
            session.connections()
                    .singleStatements()
                    .sql("SELECT pg_catalog.pg_cancel_backend(:pid)")
                    .param("pid", session.pid())
                    .query()
                    .listOfRows();
        } catch (DataAccessException e) {
            // The server does not answer; the monitor of the session aborts it then.
        }
    }

    /** Returns after the last cancellation, so that it cannot reach the next statement. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        budget.use(elapsed());
    }
}
