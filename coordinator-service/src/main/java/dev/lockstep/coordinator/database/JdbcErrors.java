package dev.lockstep.coordinator.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
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
    // A missing privilege affects every statement on the table.
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String PROGRAM_LIMIT_EXCEEDED = "54000";
    // The functions of PostgreSQL that refuse all writes with the state 54000 until the database is vacuumed. All other
    // functions refuse data with it, such as a text that is too long for an index.
    private static final Set<String> ID_ASSIGNMENT = Set.of("GetNewTransactionId", "GetNewMultiXactId");

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
            return isOutage(sqlState) || (sqlState.equals(PROGRAM_LIMIT_EXCEEDED) && isNoIdLeft(sqlError));
        }
        return error instanceof TransientDataAccessException
                || error instanceof DataAccessResourceFailureException
                || error instanceof TransactionException;
    }

    private static boolean isOutage(String sqlState) {
        return sqlState.equals(INSUFFICIENT_PRIVILEGE) || DATA_CLASSES.stream().noneMatch(sqlState::startsWith);
    }

    private static boolean isNoIdLeft(@Nullable SQLException error) {
        return error instanceof PSQLException refused
                && Optional.ofNullable(refused.getServerErrorMessage())
                        .map(ServerErrorMessage::getRoutine)
                        .filter(ID_ASSIGNMENT::contains)
                        .isPresent();
    }

    private static @Nullable SQLException sqlErrorIn(@Nullable Throwable error) {
        Throwable current = error;
        while (current != null && !(current instanceof SQLException)) {
            current = current.getCause();
        }
        return (SQLException) current;
    }
}
