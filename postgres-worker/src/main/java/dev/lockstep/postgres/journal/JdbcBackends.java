package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcSessionState;
import dev.lockstep.worker.OperationFailed;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Registers the connections of dispatches by process id and start time, and terminates those of older dispatches. A
 * paused worker that continues cannot change anything after a newer dispatch has started.
 */
public final class JdbcBackends {
    /**
     * The live backends of dispatches older than {@code ?}, except those of the list {@code ?}. It asks for each of them
     * alone, because {@code pg_stat_activity} copies the state of every connection of the server.
     */
    static final String OLDER =
            """
              FROM lockstep_journal.backend AS registered
             CROSS JOIN LATERAL pg_catalog.pg_stat_get_activity(registered.pid) AS activity
             WHERE activity.backend_start = registered.backend_start AND registered.dispatch < ?
               AND %s <> ALL (pg_catalog.string_to_array(?, ','))"""
                    .formatted(JdbcSessionState.backendOf("registered"));

    private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final JdbcConnections connections;

    JdbcBackends(JdbcConnections connections) {
        this.connections = connections;
    }

    /**
     * Registers the client's connection as a connection of this dispatch, in a transaction of its own. The transaction
     * does not wait for the disk, because a backend does not survive a crash of its server.
     *
     * @return false if the fence contains another dispatch; then nothing is registered
     */
    public static boolean register(JdbcClient jdbc, DispatchNumber dispatch) {
        return jdbc.sql(
                                """
                                WITH fence AS MATERIALIZED (SELECT dispatch FROM lockstep_journal.fence FOR UPDATE)
                                INSERT INTO lockstep_journal.backend AS registered (pid, backend_start, dispatch)
                                SELECT activity.pid, activity.backend_start, fence.dispatch
                                  FROM fence, pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) AS activity
                                 WHERE fence.dispatch = :dispatch
                                   AND pg_catalog.set_config('synchronous_commit', 'off', true) = 'off'
                                ON CONFLICT (pid, backend_start) DO UPDATE SET dispatch = excluded.dispatch""")
                        .param("dispatch", dispatch.value())
                        .update()
                == 1;
    }

    /**
     * Terminates the connections of older dispatches and waits until they are closed. Idle connections of this process
     * are kept: a dispatch registers such a connection again, under the fence, before it uses it.
     */
    void terminateOlderThan(DispatchNumber dispatch) {
        long deadline = System.nanoTime() + TERMINATION_TIMEOUT.toNanos();
        while (terminateOnce(dispatch) > 0) {
            if (System.nanoTime() > deadline) {
                throw OperationFailed.retriable(
                        "backend-not-terminated",
                        "a connection of a dispatch older than %s is still open %d s after pg_terminate_backend"
                                .formatted(dispatch, TERMINATION_TIMEOUT.toSeconds()));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    private int terminateOnce(DispatchNumber dispatch) {
        return connections
                .singleStatements()
                .sql("SELECT pg_catalog.pg_terminate_backend(activity.pid)" + OLDER)
                .param(dispatch.value())
                .param(parameter(idle()))
                .query()
                .listOfRows()
                .size();
    }

    /** The idle connections of this process. */
    Set<String> idle() {
        return connections.sessions().idleBackends();
    }

    /** The second parameter of {@link #OLDER}. */
    static String parameter(Set<String> backends) {
        return String.join(",", backends);
    }
}
