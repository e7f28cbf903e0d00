package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.JdbcSavepoint;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.postgres.target.SessionSettings;
import dev.lockstep.worker.OperationFailed;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Creates an index on an empty temporary copy of its table and rolls that back. The server then checks every name,
 * type, expression and parameter of the index, without reading or locking rows of the table.
 */
final class JdbcTrialIndex {
    private JdbcTrialIndex() {}

    /**
     * Determines the definition that the index will have in the catalog; call it inside a transaction.
     *
     * @throws OperationFailed if the server refuses the index
     */
    static String definitionOf(JdbcClient jdbc, CreateIndexStatement statement, IndexedTable table) {
        return JdbcSavepoint.runAndRollBack(jdbc, () -> {
            String copy = "pg_temp." + table.name();
            execute(jdbc, "CREATE TABLE %s (LIKE %s)".formatted(copy, table.qualifiedName()));
            execute(jdbc, statement.transactionalSql(copy));
            jdbc.sql(SessionSettings.FOR_CATALOG.transactionQuery()).query().listOfRows();
            IndexOnCopy created = jdbc.sql(
                            """
                            SELECT pg_get_indexdef(c.oid) AS definition, quote_ident(c.relname) AS name
                              FROM pg_class c WHERE c.oid = to_regclass(:name)""")
                    .param("name", "pg_temp." + statement.name())
                    .query(IndexOnCopy.class)
                    .single();
            return created.definitionOn(statement.prefix(), table);
        });
    }

    private static void execute(JdbcClient jdbc, String sql) {
        try {
            jdbc.sql(sql).update();
        } catch (DataAccessException e) {
            StepFailure failure = PostgresFailures.of(e);
            throw new OperationFailed(
                    PostgresFailures.withMessage(failure, "%s; statement: %s".formatted(failure.message(), sql)), e);
        }
    }

    /** The index on the temporary copy. */
    private record IndexOnCopy(String definition, String name) {
        /** Replaces the copy, whose schema is {@code pg_temp} or {@code pg_temp_<n>}, by the table. */
        String definitionOn(String prefix, IndexedTable table) {
            String head = "%s %s ON ".formatted(prefix, name);
            int schema = definition.indexOf('.', head.length());
            String tail = definition.substring(schema + 1 + table.name().length());
            return head + table.qualifiedName() + tail;
        }
    }
}
