package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.backup.DatabaseDefinitions.Table;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.PostgresLibpq;
import dev.lockstep.postgres.target.PostgresSettings;
import dev.lockstep.worker.StoreTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A call of {@code pg_dump} for the touched tables, in the snapshot of the export. Only touched tables, because the user of a
 * worker may have no right to read others, and because a dump of a whole database can take hours.
 */
final class JdbcDump implements StoreTool {
    static final String FILE = "pg_dump.custom";
    /** All arguments together may have 2 MB on Linux. */
    private static final int MAX_ARGUMENTS = 1_000_000;
    /** The transaction has no statement while the tool runs. */
    private static final String EXPORT =
            "SELECT pg_export_snapshot(), set_config('idle_in_transaction_session_timeout', '0', true)";

    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;
    private final List<Table> tables;

    /** A dump of these tables, in the transaction of the client, which stays open while the tool runs. */
    JdbcDump(JdbcDispatchSession session, JdbcClient jdbc, List<Table> tables) {
        this.session = session;
        this.jdbc = jdbc;
        this.tables = List.copyOf(tables);
    }

    @Override
    public String name() {
        return "pg_dump";
    }

    @Override
    public String fileName() {
        return FILE;
    }

    @Override
    public Optional<String> mismatch(String version) {
        String server = jdbc.sql("SELECT current_setting('server_version')")
                .query(String.class)
                .single();
        return StoreTool.isOlder(version, server)
                ? Optional.of("pg_dump %s is older than the server (PostgreSQL %s), which it refuses"
                        .formatted(version, server))
                : Optional.empty();
    }

    @Override
    public ToolCall call(PrivateFiles files) {
        if (tables.isEmpty()) {
            throw new ToolUnusable("the steps touch no table, so pg_dump has nothing to dump");
        }
        PostgresSettings settings = session.connections().settings();
        PostgresLibpq connection = PostgresLibpq.of(settings);
        List<String> arguments = new ArrayList<>(List.of(
                "--format=custom",
                "--no-password",
                "--dbname=service=" + PostgresLibpq.SERVICE,
                "--lock-wait-timeout=" + Math.max(1, settings.lockRetryTimeout().toMillis()),
                "--strict-names"));
        tables.forEach(table -> addTable(arguments, table));
        if (arguments.stream().mapToInt(String::length).sum() > MAX_ARGUMENTS) {
            throw new ToolUnusable(
                    "the names of %d tables are too long for one call of pg_dump".formatted(tables.size()));
        }
        arguments.add("--snapshot="
                + jdbc.sql(EXPORT).query((row, number) -> row.getString(1)).single());
        return new ToolCall(
                arguments,
                Map.of("PGSERVICEFILE", connection.writeService(files).toString()),
                connection.secrets());
    }

    /** Tables of which only definitions are in the backup are dumped without rows. */
    private static void addTable(List<String> arguments, Table table) {
        arguments.add("--table=" + table.shape().name());
        if (table.file() == null) {
            arguments.add("--exclude-table-data=" + table.shape().name());
        }
    }
}
