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

/** Runs a check's query in a read-only transaction with a time limit. */
final class JdbcCheckRunner implements CheckRunner {
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
            return find(jdbc, query, limit);
        });
    }

    private static String find(JdbcTemplate jdbc, String query, Duration limit) {
        String found = jdbc.execute((Connection connection) -> {
            connection.setNetworkTimeout(
                    Runnable::run, (int) limit.plusSeconds(GRACE_SECONDS).toMillis());
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.setMaxRows(1);
                return firstColumn(statement, query);
            }
        });
        return found == null ? "null" : found;
    }

    /** With a second statement, a check could end the read-only transaction and begin another. */
    private static String queryOf(Verification check) {
        String sql = check.sql();
        if (sql == null) {
            throw new IllegalArgumentException("%s is not a check of a PostgreSQL target".formatted(check));
        }
        SqlScript script = SqlScript.parseQuery(sql);
        if (!script.violations().isEmpty()) {
            throw new IllegalArgumentException("a check is one query: %s %s".formatted(sql, script.violations()));
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
