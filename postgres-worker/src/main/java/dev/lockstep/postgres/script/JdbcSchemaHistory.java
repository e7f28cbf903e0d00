package dev.lockstep.postgres.script;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.SqlQuoting;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.worker.OperationFailed;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes the schema history of a target during one dispatch. */
public final class JdbcSchemaHistory {
    private final JdbcDispatchSession session;
    private final HistoryTableName table;
    private final JdbcHistoryRows rows;

    private JdbcSchemaHistory(JdbcDispatchSession session, HistoryTableName table) {
        this.session = session;
        this.table = table;
        this.rows = new JdbcHistoryRows(table);
    }

    public static JdbcSchemaHistory of(JdbcDispatchSession session) {
        String name = session.connections().settings().historyTable();
        return new JdbcSchemaHistory(session, locate(session.jdbc(), name));
    }

    /** The history table's name in the current schema; the table may not exist yet. */
    private static HistoryTableName locate(JdbcClient jdbc, String name) {
        return jdbc.sql("SELECT current_schema()")
                .query((row, number) -> HistoryTableName.of(row.getString(1), name))
                .single();
    }

    /** A reader of the catalog that ignores the history table. */
    public JdbcCatalog catalog() {
        return new JdbcCatalog(table.qualified());
    }

    /** The qualified, quoted name of the history table. */
    public String table() {
        return table.qualified();
    }

    FlywayHistory flyway() {
        return new FlywayHistory(table, session.dataSource());
    }

    JdbcHistoryRows rows() {
        return rows;
    }

    /** Creates the history table with its baseline row if it does not exist. */
    public void createIfAbsent() {
        flyway().createIfAbsent();
    }

    /** Puts the schema of the history first in the search path, as Flyway does for a script. */
    public void putSchemaFirst() {
        session.jdbc()
                .sql(
                        """
                        SELECT pg_catalog.set_config('search_path',
                                                     pg_catalog.concat_ws(',', :schema::text, nullif(path, '')), false)
                          FROM pg_catalog.current_setting('search_path') AS path
                         WHERE path <> :name AND NOT pg_catalog.starts_with(path, :name || ',')""")
                .param("schema", SqlQuoting.identifier(table.schema()))
                .param("name", table.schema())
                .query()
                .listOfRows();
    }

    /** Returns the history row that Flyway would write for {@code up}, with Flyway's checksum. */
    public ResolvedMigration resolve(PostgresSql operation) {
        return FlywayScriptMigration.of(operation, session.context().key(), connection -> {
            throw new IllegalStateException("a standalone script runs outside of Flyway");
        });
    }

    /** The name of the step's script in the history. */
    public String scriptName(PostgresSql operation) {
        return FlywayScript.nameOf(operation, session.context().key());
    }

    /**
     * Checks that the history does not contain this version as applied.
     *
     * @throws OperationFailed if it does
     */
    public void requireUnusedVersion(JdbcClient jdbc, String version) {
        rows.read(jdbc).requireUnusedVersion(version);
    }

    /**
     * Writes the row of a script that ran outside of Flyway.
     *
     * @param resolved the row that Flyway would write
     * @param milliseconds the execution time
     */
    public void insert(JdbcClient jdbc, ResolvedMigration resolved, long milliseconds) {
        rows.insert(jdbc, resolved, milliseconds);
    }

    /** Writes a row of type DELETE if the history exists; Flyway then treats the script's version as pending again. */
    public void recordCompensation(JdbcClient jdbc, String script) {
        if (rows.exists(jdbc)) {
            rows.insertDelete(jdbc, script);
        }
    }
}
