package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.BaselineSource;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what Flyway, Liquibase or Alembic have left in a database. Changes nothing of it. */
final class JdbcOtherHistories {
    private static final Set<String> RAN = Set.of("EXECUTED", "RERAN", "MARK_RAN");
    private static final int MAX_ROWS = 10_000;

    private final JdbcClient jdbc;

    JdbcOtherHistories(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The tools whose tables are in a schema of the search path. */
    List<BaselineSource> found() {
        return Stream.of(BaselineSource.values())
                .filter(source -> exists(tableOf(source)))
                .toList();
    }

    /** The name of the table of a tool. */
    static String tableOf(BaselineSource source) {
        return switch (source) {
            case FLYWAY -> "flyway_schema_history";
            case LIQUIBASE -> "databasechangelog";
            case ALEMBIC -> "alembic_version";
        };
    }

    private boolean exists(String table) {
        return jdbc.sql("SELECT to_regclass(:table) IS NOT NULL")
                .param("table", table)
                .query(Boolean.class)
                .single();
    }

    /**
     * Reads the history of a tool.
     *
     * @throws OperationFailed if there is none, or it has failed entries
     */
    OtherHistory read(BaselineSource source) {
        if (!exists(tableOf(source))) {
            throw OperationFailed.withoutEffect(
                    "other-history-missing",
                    "there is no table %s in the search_path; found histories of %s"
                            .formatted(tableOf(source), names(found())));
        }
        return switch (source) {
            case FLYWAY -> flyway();
            case LIQUIBASE -> liquibase();
            case ALEMBIC -> alembic();
        };
    }

    static String names(List<BaselineSource> sources) {
        return sources.isEmpty()
                ? "no other tool"
                : String.join(
                        ", ",
                        sources.stream()
                                .map(source -> source.name().toLowerCase(Locale.ROOT))
                                .toList());
    }

    private record FlywayRow(
            Optional<String> version, String description, String type, String script, boolean success) {}

    private OtherHistory flyway() {
        List<FlywayRow> rows = jdbc.sql(
                        """
                        SELECT version, description, type, script, success FROM flyway_schema_history
                         ORDER BY installed_rank LIMIT :limit""")
                .param("limit", MAX_ROWS + 1)
                .query((row, _number) -> new FlywayRow(
                        Optional.ofNullable(row.getString("version")),
                        row.getString("description"),
                        row.getString("type"),
                        row.getString("script"),
                        row.getBoolean("success")))
                .list();
        requireFew(rows, BaselineSource.FLYWAY);
        List<String> notes = new ArrayList<>();
        SequencedMap<MigrationVersion, AppliedVersion> versions = new LinkedHashMap<>();
        for (FlywayRow row : rows) {
            if (!row.success()) {
                throw failed("flyway_schema_history", "%s (%s)".formatted(row.script(), row.description()));
            }
            row.version().ifPresentOrElse(version -> apply(versions, version, row), () -> {
                if (!row.type().equals("SCHEMA")) {
                    notes.add("left out, because it has no version: " + row.script());
                }
            });
        }
        return new OtherHistory(BaselineSource.FLYWAY, List.copyOf(versions.values()), notes);
    }

    /** A version has the place of its last row. */
    private static void apply(SequencedMap<MigrationVersion, AppliedVersion> versions, String version, FlywayRow row) {
        MigrationVersion parsed = MigrationVersion.fromVersion(version);
        versions.remove(parsed);
        if (row.type().contains("BASELINE")) {
            versions.put(parsed, AppliedVersion.baseline(version, row.description()));
        } else if (!row.type().equals("DELETE") && !row.type().startsWith("UNDO")) {
            versions.put(parsed, AppliedVersion.sql(version, row.description(), "flyway/" + row.script()));
        }
    }

    private record Changeset(String name, String execType) {}

    /** The changesets get the versions 1, 2, 3 and so on, as an import of the changelog gives them. */
    private OtherHistory liquibase() {
        List<Changeset> rows = jdbc.sql(
                        """
                        SELECT id, author, filename, exectype FROM databasechangelog
                         ORDER BY orderexecuted, dateexecuted LIMIT :limit""")
                .param("limit", MAX_ROWS + 1)
                .query((row, _number) -> new Changeset(
                        "%s::%s::%s".formatted(row.getString("filename"), row.getString("id"), row.getString("author")),
                        row.getString("exectype")))
                .list();
        requireFew(rows, BaselineSource.LIQUIBASE);
        List<AppliedVersion> versions = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Changeset row : rows) {
            if (row.execType().equals("FAILED")) {
                throw failed("databasechangelog", row.name());
            }
            if (RAN.contains(row.execType())) {
                versions.add(
                        AppliedVersion.sql(String.valueOf(versions.size() + 1), row.name(), "liquibase/" + row.name()));
            } else {
                notes.add("left out, because it is %s: %s".formatted(row.execType(), row.name()));
            }
        }
        return new OtherHistory(BaselineSource.LIQUIBASE, versions, notes);
    }

    private OtherHistory alembic() {
        List<AppliedVersion> heads = jdbc
                .sql("SELECT version_num FROM alembic_version ORDER BY version_num LIMIT :limit")
                .param("limit", MAX_ROWS + 1)
                .query(String.class)
                .list()
                .stream()
                .map(revision -> AppliedVersion.sql("", "alembic " + revision, "alembic/" + revision))
                .toList();
        return new OtherHistory(BaselineSource.ALEMBIC, heads, List.of());
    }

    private static void requireFew(List<?> rows, BaselineSource source) {
        if (rows.size() > MAX_ROWS) {
            throw OperationFailed.withoutEffect(
                    "other-history-too-large",
                    "%s has more than %d rows; name a version instead".formatted(tableOf(source), MAX_ROWS));
        }
    }

    private static OperationFailed failed(String table, String entry) {
        return OperationFailed.withoutEffect(
                "other-history-has-failed-entry",
                "%s contains %s as failed; repair it with its tool first".formatted(table, entry));
    }
}
