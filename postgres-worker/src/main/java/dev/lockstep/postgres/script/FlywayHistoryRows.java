package dev.lockstep.postgres.script;

import dev.lockstep.worker.OperationFailed;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The rows of a schema history that have a version.
 *
 * @param rows in the order in which they were written
 */
record FlywayHistoryRows(List<Row> rows) {
    private static final String BASELINE = CoreMigrationType.BASELINE.name();
    private static final Set<String> KNOWN_TYPES =
            Arrays.stream(CoreMigrationType.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

    FlywayHistoryRows {
        rows = List.copyOf(rows);
    }

    record Row(
            int rank,
            String version,
            String description,
            String type,
            String script,
            String installedBy,
            String installedOn,
            boolean success) {
        /** The row with which a history begins: version 0, which no script can have. */
        boolean isInitialBaseline() {
            return type.equals(BASELINE)
                    && MigrationVersion.fromVersion(version).equals(MigrationVersion.fromVersion("0"));
        }

        @Override
        public String toString() {
            return "version %s from %s, installed by %s at %s".formatted(version, script, installedBy, installedOn);
        }
    }

    /** The row of a version that is applied or failed; empty if it was never applied or was compensated. */
    Optional<Row> find(String version) {
        MigrationVersion wanted = MigrationVersion.fromVersion(version);
        return rows.stream()
                .filter(row -> MigrationVersion.fromVersion(row.version()).equals(wanted))
                .reduce((earlier, later) -> later)
                .filter(row -> !row.type().equals("DELETE"));
    }

    /** The last row of each version that is applied and not compensated; without the baseline that Lockstep itself creates. */
    List<Row> applied() {
        SequencedMap<MigrationVersion, Row> last = new LinkedHashMap<>();
        rows.forEach(row -> last.putLast(MigrationVersion.fromVersion(row.version()), row));
        return last.values().stream()
                .filter(row -> row.success() && !row.type().equals("DELETE") && !row.isInitialBaseline())
                .toList();
    }

    /** The highest version up to which everything counts as applied; empty if only the initial one. */
    Optional<MigrationVersion> baseline() {
        return rows.stream()
                .filter(row -> row.type().equals(BASELINE) && !row.isInitialBaseline())
                .map(row -> MigrationVersion.fromVersion(row.version()))
                .max(Comparator.naturalOrder());
    }

    void requireUnusedVersion(String version) {
        baseline()
                .filter(baseline -> MigrationVersion.fromVersion(version).compareTo(baseline) <= 0)
                .ifPresent(baseline -> {
                    throw OperationFailed.withoutEffect(
                            "version-already-applied",
                            "the schema history has the baseline %s, so version %s counts as applied; choose a higher version"
                                    .formatted(baseline, version));
                });
        find(version).ifPresent(row -> {
            throw OperationFailed.withoutEffect(
                    "version-already-applied",
                    "the schema history already contains %s; choose another version".formatted(row));
        });
    }

    /** A row with a type that Flyway does not know. Flyway cannot read a history with such a row. */
    Optional<Row> findUnknownType() {
        return rows.stream().filter(row -> !KNOWN_TYPES.contains(row.type())).findFirst();
    }

    Optional<Row> findFailed() {
        return rows.stream().filter(row -> !row.success()).findFirst();
    }
}
