package dev.lockstep.postgres.target;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.dao.DataAccessResourceFailureException;

/** Limits how long a pooled connection waits for the server to answer. The pool restores its own when it is returned. */
final class JdbcNetworkTimeout {
    private JdbcNetworkTimeout() {}

    static void set(Connection connection, Duration timeout) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("cannot set the timeout of a connection to the target", e);
        }
    }
}
