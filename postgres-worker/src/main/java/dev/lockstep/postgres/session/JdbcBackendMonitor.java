package dev.lockstep.postgres.session;

import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.DispatchSuperseded;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Monitors the connection of a dispatch from another thread: aborts it when the dispatch is superseded or the server does
 * not answer any more, and records the sessions that block it.
 */
final class JdbcBackendMonitor implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 200;
    private static final int FAILED_READS_LIMIT = 3;

    private final JdbcDispatchSession session;
    private final JdbcLockRetry retry;
    private final int pid;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int failedReads;

    private JdbcBackendMonitor(JdbcDispatchSession session, JdbcLockRetry retry) {
        this.session = session;
        this.retry = retry;
        this.pid = session.pid();
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
                readBlockers();
            }
        } catch (DispatchSuperseded superseded) {
            session.abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readBlockers() {
        try {
            retry.recordBlockers(session.connections().inTransaction(this::blockers));
            failedReads = 0;
        } catch (DataAccessException | TransactionException e) {
            failedReads++;
            if (failedReads == FAILED_READS_LIMIT) {
                session.abort();
            }
        }
    }

    private String blockers(JdbcClient jdbc) {
        return jdbc
                .sql(
                        """
                        SELECT format('%s (%s, %s, %s, since %s): %s', pid, usename, application_name, state, xact_start,
                                      left(query, 200))
                          FROM pg_stat_activity
                         WHERE pid IN (SELECT unnest(pg_blocking_pids(blocked.pid)) FROM pg_stat_activity AS blocked
                                        WHERE blocked.pid = :pid
                                           OR (blocked.application_name = :reader
                                               AND blocked.datname = current_database()))""")
                .param("pid", pid)
                .param("reader", JdbcConnections.CATALOG_READER)
                .query((row, number) -> row.getString(1))
                .list()
                .stream()
                .collect(Collectors.joining("; "));
    }
}
