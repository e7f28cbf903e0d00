package dev.lockstep.postgres.target;

import dev.lockstep.contract.protocol.StepFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the cause of a failure by the state of the server, which it reads on a new connection. */
public final class JdbcServerProbe {
    /** Read-only transaction, and a function that a standby does not allow. */
    private static final Set<String> READ_ONLY = Set.of("25006", "55000");

    private final DataSource newConnections;

    JdbcServerProbe(DataSource newConnections) {
        this.newConnections = newConnections;
    }

    /** Whether the server accepts connections and has not been restarted since. */
    public boolean isRunningSince(String startedAt) {
        return read().filter(server -> server.startedAt().equals(startedAt)).isPresent();
    }

    /**
     * Returns the failure as unreachable if a statement failed because the server no longer accepts writes, as after a
     * failover. A script that makes its own transaction read-only fails permanently.
     */
    public StepFailure refine(StepFailure failure) {
        return failure instanceof StepFailure.Permanent
                        && READ_ONLY.contains(failure.code())
                        && read().filter(JdbcServerState::readOnly).isPresent()
                ? new StepFailure.Unreachable(
                        failure.code(),
                        "%s; the server is a hot standby or does not accept writes".formatted(failure.message()))
                : failure;
    }

    /** The state of the server; empty if it accepts no connection. */
    private Optional<JdbcServerState> read() {
        try (Connection connection = newConnections.getConnection()) {
            return Optional.of(JdbcServerState.read(JdbcClient.create(JdbcConnections.dataSourceOf(connection))));
        } catch (SQLException | DataAccessException e) {
            return Optional.empty();
        }
    }
}
