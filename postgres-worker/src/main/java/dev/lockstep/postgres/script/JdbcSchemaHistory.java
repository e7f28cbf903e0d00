package dev.lockstep.postgres.script;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.worker.OperationFailed;
import java.util.Objects;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The schema history of the target of one dispatch. */
public final class JdbcSchemaHistory {
    private final JdbcDispatchSession session;
    private final HistoryTable table;
    private final JdbcHistoryRows rows;

    private JdbcSchemaHistory(JdbcDispatchSession session, HistoryTable table) {
        this.session = session;
        this.table = table;
        this.rows = new JdbcHistoryRows(table);
    }

    public static JdbcSchemaHistory of(JdbcDispatchSession session) {
        String name = session.connections().settings().historyTable();
        return new JdbcSchemaHistory(session, locate(session.jdbc(), name));
    }

    /** The table in the schema to which a script's unqualified names resolve, whether it exists or not. */
    static HistoryTable locate(JdbcClient jdbc, String name) {
        return jdbc.sql("SELECT current_schema()").query(String.class).list().stream()
                .filter(Objects::nonNull)
                .findFirst()
                .map(schema -> new HistoryTable(schema, name))
                .orElseThrow(() -> OperationFailed.withoutEffect(
                        "no-current-schema",
                        "no schema of the search_path exists, so the history table %s has no schema".formatted(name)));
    }

    /** The catalog without this history. */
    public JdbcCatalog catalog() {
        return new JdbcCatalog(table.qualified());
    }

    FlywayHistory flyway() {
        return new FlywayHistory(table, session.dataSource());
    }

    JdbcHistoryRows rows() {
        return rows;
    }

    /** Creates the history table with its baseline, unless it exists. */
    public void create() {
        flyway().create();
    }

    /** The history row that Flyway would write for {@code up}, with Flyway's checksum. */
    public MigrationInfo resolve(PostgresSql operation) {
        return flyway().resolve(FlywayScript.of(operation, session.context().key()));
    }

    /** The name of the step's script in the history. */
    public String scriptName(PostgresSql operation) {
        return FlywayScript.nameOf(operation, session.context().key());
    }

    /**
     * Returns if no script has applied this version.
     *
     * @throws OperationFailed with the row that has
     */
    public void requireFreeVersion(JdbcClient jdbc, String version) {
        rows.requireFreeVersion(jdbc, version);
    }

    /** Writes the row of a script that ran outside of Flyway. */
    public void insert(JdbcClient jdbc, MigrationInfo resolved, long milliseconds) {
        rows.insert(jdbc, resolved, milliseconds);
    }

    /** Records the undo of a script, if there is a history; Flyway then treats its version as pending again. */
    public void deleteIfExists(JdbcClient jdbc, String script) {
        if (rows.exists(jdbc)) {
            rows.delete(jdbc, script);
        }
    }
}
