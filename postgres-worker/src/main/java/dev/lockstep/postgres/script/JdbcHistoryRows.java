package dev.lockstep.postgres.script;

import dev.lockstep.worker.OperationFailed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads rows of the schema history, and writes the rows that the community edition of Flyway does not write. */
final class JdbcHistoryRows {
    private static final Set<String> KNOWN_TYPES =
            Arrays.stream(CoreMigrationType.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

    private final HistoryTableName table;

    JdbcHistoryRows(HistoryTableName table) {
        this.table = table;
    }

    record Row(String version, String type, String script, String installedBy, String installedOn, boolean success) {
        @Override
        public String toString() {
            return "version %s from %s, installed by %s at %s".formatted(version, script, installedBy, installedOn);
        }
    }

    boolean exists(JdbcClient jdbc) {
        return jdbc.sql("SELECT to_regclass(:table) IS NOT NULL")
                .param("table", table.qualified())
                .query(Boolean.class)
                .single();
    }

    /** The row of a version that is applied or failed; empty if it was never applied or was compensated. */
    Optional<Row> find(JdbcClient jdbc, String version) {
        MigrationVersion wanted = MigrationVersion.fromVersion(version);
        return rows(jdbc).stream()
                .filter(row -> MigrationVersion.fromVersion(row.version()).equals(wanted))
                .reduce((earlier, later) -> later)
                .filter(row -> !row.type().equals("DELETE"));
    }

    void requireUnusedVersion(JdbcClient jdbc, String version) {
        find(jdbc, version).ifPresent(row -> {
            throw OperationFailed.withoutEffect(
                    "version-already-applied",
                    "the schema history already contains %s; choose another version".formatted(row));
        });
    }

    /** A row with a type that Flyway does not know. Flyway cannot read a history with such a row. */
    Optional<Row> findUnknownType(JdbcClient jdbc) {
        return rows(jdbc).stream()
                .filter(row -> !KNOWN_TYPES.contains(row.type()))
                .findFirst();
    }

    Optional<Row> findFailed(JdbcClient jdbc) {
        return rows(jdbc).stream().filter(row -> !row.success()).findFirst();
    }

    /** Writes a row of type DELETE for a script; Flyway then treats its version as pending again. */
    void insertDelete(JdbcClient jdbc, String script) {
        lock(jdbc);
        jdbc.sql(
                        """
                        INSERT INTO %1$s (installed_rank, version, description, type, script, checksum, installed_by,
                                          execution_time, success)
                        SELECT (SELECT max(installed_rank) + 1 FROM %1$s), version, description, 'DELETE', script, checksum,
                               current_user, 0, true
                          FROM %1$s
                         WHERE script = :script AND type <> 'DELETE'
                         ORDER BY installed_rank DESC
                         LIMIT 1"""
                                .formatted(table.qualified()))
                .param("script", script)
                .update();
    }

    /**
     * Writes the row of a script that ran outside of Flyway.
     *
     * @param resolved the row that Flyway would write
     * @param milliseconds the execution time
     */
    void insert(JdbcClient jdbc, ResolvedMigration resolved, long milliseconds) {
        lock(jdbc);
        jdbc.sql(
                        """
                        INSERT INTO %1$s (installed_rank, version, description, type, script, checksum, installed_by,
                                          execution_time, success)
                        SELECT coalesce(max(installed_rank), 0) + 1, :version, :description, 'SQL', :script, :checksum,
                               current_user, :milliseconds, true
                          FROM %1$s"""
                                .formatted(table.qualified()))
                .param("version", resolved.getVersion().getVersion())
                .param("description", resolved.getDescription())
                .param("script", resolved.getScript())
                .param("checksum", resolved.getChecksum())
                .param("milliseconds", (int) Math.min(milliseconds, Integer.MAX_VALUE))
                .update();
    }

    /** A new rank is the highest rank plus one, so only one transaction at a time may insert a row. */
    private void lock(JdbcClient jdbc) {
        jdbc.sql("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(table.qualified()))
                .update();
    }

    /** Selects every column that Flyway reads, so preflight fails on a table with other columns. */
    private List<Row> rows(JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT installed_rank, version, description, type, script, checksum, installed_by, installed_on,
                               execution_time, success
                          FROM %s WHERE version IS NOT NULL ORDER BY installed_rank"""
                                .formatted(table.qualified()))
                .query((row, number) -> new Row(
                        row.getString("version"),
                        row.getString("type"),
                        row.getString("script"),
                        row.getString("installed_by"),
                        row.getString("installed_on"),
                        row.getBoolean("success")))
                .list();
    }
}
