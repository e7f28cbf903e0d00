package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.worker.DispatchSuperseded;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Reports the progress of an index build every second: blocks while the server scans the table, tuples while it loads
 * the index. It reads {@code pg_stat_progress_create_index} on another connection.
 */
final class JdbcIndexProgress implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 1_000;

    private final JdbcDispatchSession session;
    private final int pid;
    private final CountDownLatch closed = new CountDownLatch(1);

    private JdbcIndexProgress(JdbcDispatchSession session) {
        this.session = session;
        this.pid = session.pid();
    }

    static JdbcIndexProgress start(JdbcDispatchSession session) {
        JdbcIndexProgress progress = new JdbcIndexProgress(session);
        Thread.ofVirtual().name("index-progress").start(progress::run);
        return progress;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                read().ifPresent(session.context()::progress);
            }
        } catch (DispatchSuperseded superseded) {
            // The backend monitor aborts the build.
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Progress> read() {
        try {
            return session.connections().inTransaction(this::read);
        } catch (DataAccessException | TransactionException e) {
            // The backend monitor decides when the server counts as lost.
            return Optional.empty();
        }
    }

    private Optional<Progress> read(JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT CASE WHEN tuples_total > 0 THEN least(tuples_done, tuples_total)
                                    ELSE least(blocks_done, blocks_total) END AS done,
                               CASE WHEN tuples_total > 0 THEN tuples_total ELSE blocks_total END AS total
                          FROM pg_stat_progress_create_index
                         WHERE pid = :pid AND greatest(tuples_total, blocks_total) > 0""")
                .param("pid", pid)
                .query((row, number) -> new Progress(row.getLong("done"), row.getLong("total")))
                .optional();
    }
}
