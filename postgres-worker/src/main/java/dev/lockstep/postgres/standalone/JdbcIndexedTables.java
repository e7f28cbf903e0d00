package dev.lockstep.postgres.standalone;

import dev.lockstep.worker.OperationFailed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the table of an index and checks that an index can be created on it concurrently. */
final class JdbcIndexedTables {
    private JdbcIndexedTables() {}

    /**
     * Returns the table of this name.
     *
     * @param name the quoted name, with or without schema
     * @throws OperationFailed if the table does not exist or does not allow a concurrent index
     */
    static IndexedTable require(JdbcClient jdbc, String name) {
        IndexedTable table = jdbc.sql(
                        """
                        SELECT quote_ident(c.relname) AS name,
                               format('%I.%I', n.nspname, c.relname) AS qualified_name,
                               c.relkind::text AS kind,
                               pg_has_role(c.relowner, 'USAGE') AS owned,
                               has_schema_privilege(n.oid, 'CREATE') AS schema_writable
                          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE c.oid = to_regclass(:name)""")
                .param("name", name)
                .query(IndexedTable.class)
                .optional()
                .orElseThrow(
                        () -> OperationFailed.withoutEffect("42P01", "relation %s does not exist".formatted(name)));
        checkKind(table);
        checkPrivileges(table);
        return table;
    }

    private static void checkKind(IndexedTable table) {
        if (table.kind().equals("p")) {
            throw OperationFailed.withoutEffect(
                    "table-kind",
                    "%s is a partitioned table, on which PostgreSQL cannot create an index concurrently;"
                                    .formatted(table.qualifiedName())
                            + " create the index on each partition, or use postgres.sql without CONCURRENTLY");
        }
        if (!table.kind().equals("r") && !table.kind().equals("m")) {
            throw OperationFailed.withoutEffect(
                    "table-kind",
                    "%s is %s; a table or a materialized view is expected"
                            .formatted(table.qualifiedName(), kindOf(table)));
        }
    }

    private static String kindOf(IndexedTable table) {
        return switch (table.kind()) {
            case "v" -> "a view";
            case "f" -> "a foreign table";
            case "S" -> "a sequence";
            case "i", "I" -> "an index";
            case "c" -> "a composite type";
            default -> "a relation of kind " + table.kind();
        };
    }

    private static void checkPrivileges(IndexedTable table) {
        if (!table.owned()) {
            throw OperationFailed.withoutEffect(
                    "42501",
                    "permission denied: only the owner of %s may create an index on it; grant the role of the owner"
                            .formatted(table.qualifiedName()));
        }
        if (!table.schemaWritable()) {
            throw OperationFailed.withoutEffect(
                    "42501",
                    "permission denied for the schema of %s; grant CREATE on the schema"
                            .formatted(table.qualifiedName()));
        }
    }
}
