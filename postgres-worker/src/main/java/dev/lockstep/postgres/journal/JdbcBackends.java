package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.OperationFailed;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The connections of dispatches, identified by server process id and start time. Terminating those of older dispatches
 * keeps a stopped worker from changing anything after a newer dispatch has started.
 */
public final class JdbcBackends {
    private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final JdbcConnections connections;

    JdbcBackends(JdbcConnections connections) {
        this.connections = connections;
    }

    /** Registers the connection of this client for a dispatch. */
    public static void register(JdbcClient jdbc, DispatchNumber dispatch) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep.backend (pid, backend_start, dispatch)
                        SELECT pid, backend_start, :dispatch FROM pg_stat_get_activity(pg_backend_pid())""")
                .param("dispatch", dispatch.value())
                .update();
    }

    /** Terminates every connection of an older dispatch and returns once the server has none of them. */
    void terminateOlderThan(DispatchNumber dispatch) {
        long deadline = System.nanoTime() + TERMINATION_TIMEOUT.toNanos();
        while (connections.inTransaction(jdbc -> terminateOlderThan(jdbc, dispatch)) > 0) {
            if (System.nanoTime() > deadline) {
                throw OperationFailed.retriable(
                        "backend-not-terminated",
                        "a connection of a dispatch below %s is still open %s after pg_terminate_backend"
                                .formatted(dispatch, TERMINATION_TIMEOUT));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
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
