package dev.lockstep.postgres.target;

import dev.lockstep.contract.plan.Verification;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.springframework.jdbc.UncategorizedSQLException;

/** Runs checks inside an open transaction, which sees its own changes. */
public final class JdbcTransactionChecks {
    private JdbcTransactionChecks() {}

    /**
     * Runs the query of a check as {@link JdbcCheckRunner} does, read-only, and rolls back what it leaves in the
     * transaction. After a failed query the transaction cannot continue.
     *
     * @return the first column of the first row as text
     */
    public static String run(Connection connection, Verification check, Duration limit) {
        String query = JdbcCheckRunner.queryOf(check);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(
                    "SAVEPOINT lockstep; SET LOCAL transaction_read_only = on; SET LOCAL statement_timeout = %d;"
                            .formatted(limit.toMillis()));
            statement.setMaxRows(1);
            String value = JdbcCheckRunner.firstColumn(statement, query);
            statement.execute("ROLLBACK TO SAVEPOINT lockstep; RELEASE SAVEPOINT lockstep");
            return value;
        } catch (SQLException e) {
            throw new UncategorizedSQLException("check", query, e);
        }
    }
}
