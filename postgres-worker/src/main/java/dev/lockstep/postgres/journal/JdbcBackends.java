package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.OperationFailed;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Registers the connections of dispatches by process id and start time, and terminates those of older dispatches. A
 * paused worker that continues cannot change anything after a newer dispatch has started.
 */
public final class JdbcBackends {
    private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final JdbcConnections connections;

    JdbcBackends(JdbcConnections connections) {
        this.connections = connections;
    }

    /** Registers the client's connection as a connection of this dispatch. */
    public static void register(JdbcClient jdbc, DispatchNumber dispatch) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep.backend (pid, backend_start, dispatch)
                        SELECT pid, backend_start, :dispatch FROM pg_stat_get_activity(pg_backend_pid())""")
                .param("dispatch", dispatch.value())
                .update();
    }

    /** Terminates the connections of older dispatches and waits until they are closed. */
    void terminateOlderThan(DispatchNumber dispatch) {
        long deadline = System.nanoTime() + TERMINATION_TIMEOUT.toNanos();
        while (connections.inTransaction(jdbc -> terminateOlderThan(jdbc, dispatch)) > 0) {
            if (System.nanoTime() > deadline) {
                throw OperationFailed.retriable(
                        "backend-not-terminated",
                        "a connection of a dispatch older than %s is still open %d s after pg_terminate_backend"
                                .formatted(dispatch, TERMINATION_TIMEOUT.toSeconds()));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    private static int terminateOlderThan(JdbcClient jdbc, DispatchNumber dispatch) {
        return jdbc.sql(
                        """
                        SELECT pg_terminate_backend(activity.pid)
                          FROM lockstep.backend AS registered
                          JOIN pg_stat_activity AS activity
                            ON activity.pid = registered.pid AND activity.backend_start = registered.backend_start
                         WHERE registered.dispatch < :dispatch""")
                .param("dispatch", dispatch.value())
                .query()
                .listOfRows()
                .size();
    }

    static void removeOlderThan(JdbcClient jdbc, DispatchNumber dispatch) {
        jdbc.sql("DELETE FROM lockstep.backend WHERE dispatch < :dispatch")
                .param("dispatch", dispatch.value())
                .update();
    }
}
