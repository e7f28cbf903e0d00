package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the tables of the target, and keeps their definitions from changing until the transaction ends. */
final class JdbcSourceTables {
    private static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
            + " SET LOCAL idle_in_transaction_session_timeout = 0";
    private static final String TABLES =
            """
            SELECT format('%I.%I', n.nspname, c.relname) AS name,
                   CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid::text ELSE c.oid::text END AS root,
                   (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
                   c.relname IN (:history, 'flyway_schema_history') AS whole
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND c.relpersistence <> 't'
               AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockstep_journal')
               AND NOT EXISTS (SELECT FROM pg_depend d
                                WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
             ORDER BY 2, 1""";

    private final JdbcDispatchSession source;

    JdbcSourceTables(JdbcDispatchSession source) {
        this.source = source;
    }

    /**
     * Starts the snapshot of the transaction. The tables are locked before, as readers lock them, because the server
     * prints definitions as they are committed last.
     */
    List<SourceTable> startSnapshot() {
        List<SourceTable> before = source.readCatalog(this::read);
        JdbcSimpleQuery.execute(source, SNAPSHOT);
        if (!before.isEmpty()) {
            JdbcSimpleQuery.execute(
                    source,
                    "LOCK TABLE %s IN ACCESS SHARE MODE"
                            .formatted(before.stream()
                                    .map(table -> "ONLY " + table.name())
                                    .collect(Collectors.joining(", "))));
        }
        List<SourceTable> tables = read(source.jdbc());
        if (!tables.equals(before)) {
            throw OperationFailed.retriable(
                    "catalog-changing", "another session has created, changed or dropped tables meanwhile");
        }
        return tables;
    }

    private List<SourceTable> read(JdbcClient jdbc) {
        return jdbc.sql(TABLES)
                .param("history", source.connections().settings().historyTable())
                .query((row, number) ->
                        new SourceTable(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)))
                .list();
    }
}
