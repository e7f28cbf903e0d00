package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.plan.PostgresQualifiedName;
import dev.lockstep.postgres.standalone.JournaledIndex.State;
import dev.lockstep.worker.OperationFailed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Determines which index a step will create, and checks that nothing prevents it. */
public final class JdbcIntendedIndex {
    private JdbcIntendedIndex() {}

    /**
     * Determines the index that the statement will create on a table; call it inside a transaction.
     *
     * @throws OperationFailed if the index cannot be created
     */
    public static JournaledIndex determine(
            JdbcClient jdbc, CreateIndexStatement statement, PostgresQualifiedName table) {
        IndexedTable found = JdbcIndexedTables.require(jdbc, CreateIndexStatement.quoted(table));
        String name = new JdbcIndexes(jdbc)
                .newName(found.qualifiedName(), statement.name())
                .orElseThrow();
        requireFreeName(jdbc, name);
        String definition = JdbcTrialIndex.definitionOf(jdbc, statement, found);
        return new JournaledIndex(State.INTENDED, found.qualifiedName(), name, definition, null);
    }

    private static void requireFreeName(JdbcClient jdbc, String name) {
        boolean exists = jdbc.sql("SELECT to_regclass(:name) IS NOT NULL")
                .param("name", name)
                .query(Boolean.class)
                .single();
        if (exists) {
            throw OperationFailed.withoutEffect(
                    "index-exists",
                    "a relation named %s exists and was not created by this step; drop it or choose another name"
                            .formatted(name));
        }
    }
}
