package dev.lockstep.coordinator.database;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Tells whether an error is caused by the state of the coordinator's database or by the data of a statement. Only an
 * error of the database goes away when the same work is repeated later.
 */
public final class JdbcErrors {
    // Classes of SQLSTATE that depend on the statement and its data.
    private static final Set<String> DATA_CLASSES = Set.of("0A", "21", "22", "23", "42", "44", "54");
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private JdbcErrors() {}

    /**
     * Returns whether the database is the cause: it is unreachable, read-only after a failover, out of a resource, or has
     * ended the transaction because of another one.
     */
    public static boolean isOutage(Throwable error) {
        SQLException sqlError = sqlErrorIn(error);
        String sqlState = sqlError == null ? null : sqlError.getSQLState();
        // The driver reports some errors of its own with an empty state.
        if (sqlState != null && !sqlState.isEmpty()) {
            return isOutage(sqlState);
        }
        return error instanceof TransientDataAccessException
                || error instanceof DataAccessResourceFailureException
                || error instanceof TransactionException;
    }

    private static boolean isOutage(String sqlState) {
        return sqlState.equals(INSUFFICIENT_PRIVILEGE) || DATA_CLASSES.stream().noneMatch(sqlState::startsWith);
    }

    private static @Nullable SQLException sqlErrorIn(@Nullable Throwable error) {
        Throwable current = error;
        while (current != null && !(current instanceof SQLException)) {
            current = current.getCause();
        }
        return (SQLException) current;
    }
}
