package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.JdbcAccess;
import dev.lockstep.worker.OperationFailed;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The connections that dispatches hold, known to the server by pid and start, so that none of an older dispatch can do
 * anything once a newer one begins.
 */
public final class JdbcBackends {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final JdbcAccess access;

    public JdbcBackends(JdbcAccess access) {
        this.access = access;
    }

    /** Writes down the connection that this client speaks through. */
    static void register(JdbcClient jdbc, DispatchNumber dispatch) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep.backend (pid, backend_start, dispatch)
                        SELECT pid, backend_start, :dispatch FROM pg_stat_get_activity(pg_backend_pid())""")
                .param("dispatch", dispatch.value())
                .update();
    }

    /** Ends every connection of an older dispatch, and returns once the server says that they are gone. */
    public void endOlderThan(DispatchNumber dispatch) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (access.inTransaction(jdbc -> terminateOlderThan(jdbc, dispatch)) > 0) {
            if (System.nanoTime() > giveUp) {
                throw new OperationFailed(new StepFailure.Transient(
                        "backend-alive",
                        "a connection of a dispatch below %s was told to end and is still there after %s"
                                .formatted(dispatch, PATIENCE)));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static int terminateOlderThan(JdbcClient jdbc, DispatchNumber dispatch) {
        return jdbc.sql(
                        """
                        SELECT pg_terminate_backend(alive.pid)
                          FROM lockstep.backend AS known
                          JOIN pg_stat_activity AS alive
                            ON alive.pid = known.pid AND alive.backend_start = known.backend_start
                         WHERE known.dispatch < :dispatch""")
                .param("dispatch", dispatch.value())
                .query()
                .listOfRows()
                .size();
    }

    static void forgetOlderThan(JdbcClient jdbc, DispatchNumber dispatch) {
        jdbc.sql("DELETE FROM lockstep.backend WHERE dispatch < :dispatch")
                .param("dispatch", dispatch.value())
                .update();
    }
}
