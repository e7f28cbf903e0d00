package dev.lockstep.postgres.operation;

import dev.lockstep.postgres.journal.JdbcDispatchSession;
import dev.lockstep.postgres.target.JdbcAccess;
import dev.lockstep.worker.DispatchSuperseded;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Looks after a statement that may take its time: cuts its connection when its dispatch must give way or when the
 * server can no longer be reached, and sees who blocks it.
 */
final class JdbcBackendWatch implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 200;
    private static final int MOST_LOST_LOOKS = 3;

    private final JdbcAccess access;
    private final JdbcDispatchSession session;
    private final JdbcLockPatience patience;
    private final int pid;
    private final CountDownLatch ended = new CountDownLatch(1);
    private int lost;

    private JdbcBackendWatch(JdbcAccess access, JdbcDispatchSession session, JdbcLockPatience patience) {
        this.access = access;
        this.session = session;
        this.patience = patience;
        this.pid = session.pid();
    }

    static JdbcBackendWatch begin(JdbcAccess access, JdbcDispatchSession session, JdbcLockPatience patience) {
        JdbcBackendWatch watch = new JdbcBackendWatch(access, session, patience);
        Thread.ofVirtual().name("backend-watch").start(watch::run);
        return watch;
    }

    @Override
    public void close() {
        ended.countDown();
    }

    private void run() {
        try {
            while (!ended.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                session.context().checkpoint();
                look();
            }
        } catch (DispatchSuperseded superseded) {
            session.abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            patience.blockedBy(access.inTransaction(this::blockers));
            lost = 0;
        } catch (DataAccessException | TransactionException e) {
            lost++;
            if (lost == MOST_LOST_LOOKS) {
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
                         WHERE pid IN (SELECT unnest(pg_blocking_pids(ours.pid)) FROM pg_stat_activity AS ours
                                        WHERE ours.pid = :pid
                                           OR (ours.application_name = :reader AND ours.datname = current_database()))""")
                .param("pid", pid)
                .param("reader", JdbcAccess.CATALOG_READER)
                .query((row, number) -> row.getString(1))
                .list()
                .stream()
                .collect(Collectors.joining("; "));
    }
}
