package dev.lockstep.postgres.target;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.worker.CheckRunner;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * Runs the query of a check in a read-only transaction with a time limit. The transaction is rolled back, because a
 * query can change settings of its session, and other checks use the connection too.
 */
final class JdbcCheckRunner implements CheckRunner {
    /** The server's timeout ends a query first; the network timeout ends it if the server does not answer. */
    private static final int GRACE_SECONDS = 5;

    /** Ends what the query may have left in the session. */
    private static final String RESET = "ROLLBACK; SELECT pg_catalog.pg_advisory_unlock_all()";

    /** Fulfils no expectation: values of a plan are shorter. */
    private static final String TOO_LARGE = "a row of more than 8 MB; select only the value to compare";

    private final JdbcConnections connections;

    JdbcCheckRunner(JdbcConnections connections) {
        this.connections = connections;
    }

    @Override
    public String run(Verification check, Duration limit) {
        String query = queryOf(check);
        try {
            return connections.inCheckConnection(connection -> runQuery(connection, query, limit));
        } catch (RuntimeException e) {
            if (PostgresFailures.find(e, RowTooLarge.class).isPresent()) {
                return TOO_LARGE;
            }
            throw e;
        }
    }

    /** Ends the transaction and the connection, because the driver has stopped in the middle of a row. */
    private static final class RowTooLarge extends RuntimeException {
        RowTooLarge(SQLException cause) {
            super("the driver has refused a row", cause);
        }
    }

    private static String runQuery(Connection connection, String query, Duration limit) {
        try (Statement statement = connection.createStatement()) {
            JdbcNetworkTimeout.set(connection, limit.plusSeconds(GRACE_SECONDS));
            statement.setEscapeProcessing(false);
            statement.execute("SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = %d; SET LOCAL %s"
                    .formatted(limit.toMillis(), "client_min_messages = error"));
            statement.setMaxRows(1);
            String value = firstColumn(statement, query);
            statement.execute(RESET);
            return value;
        } catch (SQLException e) {
            throw isTooLarge(e) ? abort(connection, e) : reset(connection, query, e);
        }
    }

    private static UncategorizedSQLException reset(Connection connection, String query, SQLException cause) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(RESET);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        return new UncategorizedSQLException("check", query, cause);
    }

    private static RowTooLarge abort(Connection connection, SQLException cause) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        return new RowTooLarge(cause);
    }

    /** The driver does not read a row that is larger than {@code maxResultBuffer}. */
    private static boolean isTooLarge(SQLException thrown) {
        return String.valueOf(thrown.getMessage()).contains("maxResultBuffer");
    }

    /** Refuses a second statement, which could end the read-only transaction and start another one. */
    static String queryOf(Verification check) {
        String sql = check.sql();
        if (sql == null) {
            throw new IllegalArgumentException(
                    "the check of a PostgreSQL target needs sql, but found %s".formatted(check));
        }
        SqlScript script = SqlScript.parseQuery(sql);
        if (!script.violations().isEmpty()) {
            throw new IllegalArgumentException(
                    "the check «%s» is not one query: %s".formatted(sql, script.violations()));
        }
        return script.statements().getFirst().text();
    }

    static String firstColumn(Statement statement, String query) throws SQLException {
        if (!statement.execute(query)) {
            return "no row";
        }
        try (ResultSet rows = statement.getResultSet()) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
        }
    }
}
