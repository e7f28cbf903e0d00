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

/** Asks a query in a transaction that can only read, and that ends in time. */
public final class JdbcCheckRunner implements CheckRunner {
    private static final int GRACE_SECONDS = 5;

    private final JdbcAccess access;

    public JdbcCheckRunner(JdbcAccess access) {
        this.access = access;
    }

    @Override
    public String run(Verification check, Duration limit) {
        String query = queryOf(check);
        return access.inConnection(connection -> {
            JdbcTemplate jdbc = new JdbcTemplate(JdbcAccess.over(connection));
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

    /** Two statements in one string could end the transaction that may only read, and begin another. */
    private static String queryOf(Verification check) {
        String sql = check.sql();
        if (sql == null) {
            throw new IllegalArgumentException("%s is no check of a PostgreSQL target".formatted(check));
        }
        SqlScript script = SqlScript.read(sql);
        if (!script.violations().isEmpty() || script.statements().size() != 1 || script.isStandalone()) {
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
