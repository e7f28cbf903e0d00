package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes the journal, and on request the schema history, in one transaction that holds the fence. The tables are dropped
 * without CASCADE, so an object of somebody else that depends on one of them prevents the removal.
 */
public final class JdbcUninstall {
    private final JdbcConnections connections;

    public JdbcUninstall(JdbcConnections connections) {
        this.connections = connections;
    }

    /**
     * Removes it, or finds out what would be removed.
     *
     * @throws OperationFailed if other objects depend on the tables, or a later dispatch was accepted
     */
    public UninstallResult run(TargetRequest.Uninstall request) {
        return connections.inTransaction(jdbc -> run(jdbc, request));
    }

    private UninstallResult run(JdbcClient jdbc, TargetRequest.Uninstall request) {
        List<UninstallResult.Item> removed = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        if (!request.dryRun()) {
            requireLatest(jdbc, request.header().dispatch());
        }
        List<String> tables = journalTables(jdbc);
        tables.forEach(table -> removed.add(item(jdbc, table)));
        String history = history(jdbc);
        if (history != null && request.history()) {
            removed.add(item(jdbc, history));
        } else if (history != null) {
            notes.add("the schema history %s stays, with %d rows; another tool can continue to use it"
                    .formatted(history, rows(jdbc, history)));
        }
        if (!request.dryRun()) {
            drop(jdbc, tables, request.history() ? history : null);
            Failpoints.hit("postgres.uninstall.before-commit");
        }
        return new UninstallResult(request.dryRun(), removed, notes);
    }

    /** Writers of the journal lock this row too. */
    private static void requireLatest(JdbcClient jdbc, DispatchNumber number) {
        long fence = jdbc.sql("SELECT dispatch FROM lockstep_journal.fence FOR UPDATE")
                .query(Long.class)
                .single();
        if (number.value() < fence) {
            throw OperationFailed.withoutEffect(
                    "stale", "the target has accepted dispatch %d; this request has %s".formatted(fence, number));
        }
    }

    /** The quoted names of the tables, also of those that somebody else has created in the schema. */
    private static List<String> journalTables(JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT format('lockstep_journal.%I', c.relname)
                          FROM pg_catalog.pg_class c
                          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                         WHERE n.nspname = 'lockstep_journal' AND c.relkind IN ('r', 'p')
                         ORDER BY c.relname""")
                .query((row, _index) -> row.getString(1))
                .list();
    }

    private @Nullable String history(JdbcClient jdbc) {
        String name = connections.settings().historyTable();
        JdbcHistoryAccess access = JdbcHistoryAccess.read(jdbc, name);
        return access.exists() ? HistoryTableName.of(access.schema(), name).qualified() : null;
    }

    private static UninstallResult.Item item(JdbcClient jdbc, String table) {
        return new UninstallResult.Item("table", table, rows(jdbc, table));
    }

    private static long rows(JdbcClient jdbc, String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    private static void drop(JdbcClient jdbc, List<String> journal, @Nullable String history) {
        List<String> tables = new ArrayList<>(journal);
        if (history != null) {
            tables.add(history);
        }
        jdbc.sql("DROP TABLE " + String.join(", ", tables)).update();
        jdbc.sql("DROP SCHEMA lockstep_journal").update();
    }
}
