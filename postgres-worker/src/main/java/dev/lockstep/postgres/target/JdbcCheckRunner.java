package dev.lockstep.postgres.target;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.worker.CheckRunner;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs the query of a check in a read-only transaction with a time limit. */
final class JdbcCheckRunner implements CheckRunner {
    /** The server's timeout ends a query first; the network timeout ends it if the server does not answer. */
    private static final int GRACE_SECONDS = 5;

    private final JdbcConnections connections;

    JdbcCheckRunner(JdbcConnections connections) {
        this.connections = connections;
    }

    @Override
    public String run(Verification check, Duration limit) {
        String query = queryOf(check);
        return connections.inConnection(connection -> {
            JdbcTemplate jdbc = new JdbcTemplate(JdbcConnections.dataSourceOf(connection));
            jdbc.execute("SET TRANSACTION READ ONLY");
            jdbc.execute("SET LOCAL statement_timeout = " + limit.toMillis());
            return runQuery(jdbc, query, limit);
        });
    }

    private static String runQuery(JdbcTemplate jdbc, String query, Duration limit) {
        String value = jdbc.execute((Connection connection) -> {
            connection.setNetworkTimeout(
                    Runnable::run, (int) limit.plusSeconds(GRACE_SECONDS).toMillis());
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.setMaxRows(1);
                return firstColumn(statement, query);
            }
        });
        return value == null ? "null" : value;
    }

    /** Refuses a second statement, which could end the read-only transaction and start another one. */
    private static String queryOf(Verification check) {
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

    private static String firstColumn(Statement statement, String query) throws SQLException {
        if (!statement.execute(query)) {
            return "no row";
        }
        try (ResultSet rows = statement.getResultSet()) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
        }
    }
}
