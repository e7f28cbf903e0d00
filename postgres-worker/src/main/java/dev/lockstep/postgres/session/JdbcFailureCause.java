package dev.lockstep.postgres.session;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.OperationFailed;

/**
 * Distinguishes failures of a session that have the same SQLSTATE, by the state of the connection and of the server.
 *
 * <p>A connection is lost because the server is down, or because the server or the network ended this connection only,
 * for example after {@code idle_in_transaction_session_timeout}. The second happens again in each attempt, so it must use
 * up attempts.
 */
final class JdbcFailureCause {
    private static final String CONNECTION_EXCEPTIONS = "08";

    private final JdbcConnections connections;

    JdbcFailureCause(JdbcConnections connections) {
        this.connections = connections;
    }

    /** Returns the exception, or one with the same cause and the kind of failure that the cause has. */
    RuntimeException refine(JdbcDispatchSession session, RuntimeException thrown) {
        StepFailure failure = PostgresFailures.of(thrown);
        StepFailure refined = failure instanceof StepFailure.Unreachable unreachable
                ? ofUnreachable(session, unreachable)
                : connections.serverProbe().refine(failure);
        return refined.equals(failure) ? thrown : new OperationFailed(refined, thrown);
    }

    private StepFailure ofUnreachable(JdbcDispatchSession session, StepFailure.Unreachable failure) {
        if (session.isOpen()) {
            // The statement itself connects to another server, or raises an error with this code.
            return new StepFailure.Transient(failure.code(), failure.message());
        }
        return failure.code().startsWith(CONNECTION_EXCEPTIONS)
                        && connections.serverProbe().isRunningSince(session.serverStartedAt())
                ? new StepFailure.Transient(
                        failure.code(),
                        ("%s; the server accepts new connections and was not restarted, so only this connection was"
                                        + " ended, for example by idle_in_transaction_session_timeout")
                                .formatted(failure.message()))
                : failure;
    }
}
