package dev.lockstep.postgres.session;

import dev.lockstep.worker.DispatchSuperseded;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Monitors the connection of a dispatch from another thread. It records the sessions that block the connection, and
 * aborts the connection when a newer dispatch supersedes this one or the server no longer answers.
 */
final class JdbcBackendMonitor implements AutoCloseable {
    /** Limits how long a statement runs on after its dispatch is superseded. */
    private static final long INTERVAL_MILLIS = 200;
    /** One failed read can be a busy pool or a short interruption; after three in a row the server counts as lost. */
    private static final int MAX_FAILED_READS = 3;

    private final JdbcDispatchSession session;
    private final JdbcLockRetry retry;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int failedReads;

    private JdbcBackendMonitor(JdbcDispatchSession session, JdbcLockRetry retry) {
        this.session = session;
        this.retry = retry;
    }

    static JdbcBackendMonitor start(JdbcDispatchSession session, JdbcLockRetry retry) {
        JdbcBackendMonitor monitor = new JdbcBackendMonitor(session, retry);
        Thread.ofVirtual().name("backend-monitor").start(monitor::run);
        return monitor;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                session.context().checkpoint();
                recordBlockers();
            }
        } catch (DispatchSuperseded superseded) {
            session.abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void recordBlockers() {
        try {
            retry.recordBlockers(findBlockers());
            failedReads = 0;
        } catch (DataAccessException e) {
            failedReads++;
            if (failedReads == MAX_FAILED_READS) {
                session.abort();
            }
        }
    }

    /** Asks for single processes, because {@code pg_stat_activity} copies the state of every connection of the server. */
    private String findBlockers() {
        return session
                .connections()
                .singleStatements()
                .sql(
                        """
                        SELECT format('%s (%s, %s, %s, since %s)', pid, pg_get_userbyid(usesysid), application_name,
                                      state, xact_start),
                               (regexp_match(query, '^\\s*([A-Za-z]{1,20})'))[1]
                          FROM (SELECT DISTINCT unnest(pg_blocking_pids(blocked.pid))
                                  FROM unnest(:blocked::int[]) AS blocked(pid)) AS blocking(blocker)
                         CROSS JOIN LATERAL pg_stat_get_activity(blocker)""")
                .param("blocked", session.pids().toArray(Integer[]::new))
                .query((row, number) -> blocker(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.joining("; "));
    }

    /** Not every encoding of a database has the ellipsis, so it is not part of the query. */
    private static String blocker(String process, @Nullable String statement) {
        return statement == null ? process : "%s: %s …".formatted(process, statement);
    }
}
