package dev.lockstep.postgres.script;

import dev.lockstep.postgres.target.SqlQuoting;
import java.util.List;
import java.util.function.Function;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads rows of the schema history, and writes the rows that the community edition of Flyway does not write. */
final class JdbcHistoryRows {
    private final HistoryTableName table;

    JdbcHistoryRows(HistoryTableName table) {
        this.table = table;
    }

    boolean exists(JdbcClient jdbc) {
        return jdbc.sql("SELECT to_regclass(:table) IS NOT NULL")
                .param("table", table.qualified())
                .query(Boolean.class)
                .single();
    }

    /** Selects every column that Flyway reads, so preflight fails on a table with other columns. */
    FlywayHistoryRows read(JdbcClient jdbc) {
        return new FlywayHistoryRows(jdbc.sql(
                        """
                        SELECT installed_rank, version, description, type, script, checksum, installed_by, installed_on,
                               execution_time, success
                          FROM %s WHERE version IS NOT NULL ORDER BY installed_rank"""
                                .formatted(table.qualified()))
                .query((row, number) -> new FlywayHistoryRows.Row(
                        row.getInt("installed_rank"),
                        row.getString("version"),
                        row.getString("description"),
                        row.getString("type"),
                        row.getString("script"),
                        row.getString("installed_by"),
                        row.getString("installed_on"),
                        row.getBoolean("success")))
                .list());
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

    /** Writes the rows of versions that count as applied, in their order, with one statement. */
    void insertApplied(JdbcClient jdbc, List<AppliedVersion> applied) {
        jdbc.sql(
                        """
                        INSERT INTO %1$s (installed_rank, version, description, type, script, checksum, installed_by,
                                          execution_time, success)
                        SELECT (SELECT coalesce(max(installed_rank), 0) FROM %1$s) + a.place, a.version, a.description,
                               a.type, a.script, NULL, current_user, 0, true
                          FROM unnest(:versions::text[], :descriptions::text[], :types::text[], :scripts::text[])
                               WITH ORDINALITY AS a (version, description, type, script, place)
                         ORDER BY a.place"""
                                .formatted(table.qualified()))
                .param("versions", texts(applied, AppliedVersion::version))
                .param("descriptions", texts(applied, AppliedVersion::description))
                .param("types", texts(applied, AppliedVersion::type))
                .param("scripts", texts(applied, AppliedVersion::script))
                .update();
    }

    private static String[] texts(List<AppliedVersion> applied, Function<AppliedVersion, String> column) {
        return applied.stream().map(column).toArray(String[]::new);
    }

    /** Creates the table as Flyway does, without a row. */
    void create(JdbcClient jdbc) {
        jdbc.sql(
                        """
                        CREATE TABLE %1$s (
                          installed_rank integer NOT NULL,
                          version varchar(50),
                          description varchar(200) NOT NULL,
                          type varchar(20) NOT NULL,
                          script varchar(1000) NOT NULL,
                          checksum integer,
                          installed_by varchar(100) NOT NULL,
                          installed_on timestamp NOT NULL DEFAULT now(),
                          execution_time integer NOT NULL,
                          success boolean NOT NULL);
                        ALTER TABLE %1$s ADD CONSTRAINT %2$s PRIMARY KEY (installed_rank);
                        CREATE INDEX %3$s ON %1$s (success)"""
                                .formatted(
                                        table.qualified(),
                                        SqlQuoting.identifier(table.name() + "_pk"),
                                        SqlQuoting.identifier(table.name() + "_s_idx")))
                .update();
    }

    /** A new rank is the highest rank plus one, so only one transaction at a time may insert a row. */
    void lock(JdbcClient jdbc) {
        jdbc.sql("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(table.qualified()))
                .update();
    }
}
