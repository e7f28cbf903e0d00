package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * Finds the migrations that a downgrade rolls back. The queries for completed migrations read at most {@value #MAX_SCANNED}
 * migrations of each target, whatever their outcome; the one for migrations that an operator has closed reads all of these
 * that are later.
 */
final class JdbcDowngradeSets {
    /** Many more than a downgrade rolls back, because most migrations on a target can be dry runs, or rolled back. */
    static final int MAX_SCANNED = 10_000;

    private final JdbcTemplate jdbc;

    JdbcDowngradeSets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A completed migration. */
    record Completed(MigrationId migration, long position, List<TargetName> targets) {}

    /**
     * What a query has found.
     *
     * @param isWhole false if there can be more: the limit is reached, or not all migrations of a target were read
     */
    record Found<T>(List<T> migrations, boolean isWhole) {}

    /**
     * A completed migration with scripts on a target.
     *
     * @param versions the versions of its scripts, in their order; never empty
     */
    record Versioned(Completed completed, List<String> versions) {}

    /**
     * Those of the newest completed migrations on the target that have scripts on it, newest first.
     *
     * @param limit of the completed migrations
     */
    Found<Versioned> versioned(TargetName target, int limit) {
        return jdbc.query(
                """
                WITH scanned AS (
                    SELECT position FROM migration_target WHERE target = ? ORDER BY position DESC LIMIT ?
                ), newest AS (
                    SELECT m.id, m.position, m.targets, ARRAY(
                        SELECT step -> 'operation' ->> 'version'
                        FROM json_array_elements(m.plan -> 'spec' -> 'steps') WITH ORDINALITY AS s (step, number)
                        WHERE step ->> 'target' = ? AND step -> 'operation' ->> 'type' = 'postgres.sql'
                            AND step ->> 'phase' IS DISTINCT FROM 'contract'
                        ORDER BY number) AS versions
                    FROM scanned JOIN migration m ON m.position = scanned.position
                    WHERE m.state = 'COMPLETED' ORDER BY m.position DESC LIMIT ?
                )
                SELECT (SELECT count(*) FROM scanned) AS scanned, (SELECT count(*) FROM newest) AS completed, newest.*
                FROM (VALUES (1)) AS always LEFT JOIN newest ON versions <> '{}' ORDER BY position DESC
                """,
                reader(
                        limit,
                        row -> new Versioned(completed(row), List.of((String[])
                                row.getArray("versions").getArray()))),
                target.value(),
                MAX_SCANNED + 1,
                target.value(),
                limit);
    }

    /** The completed migration with this id. */
    Optional<Completed> completed(MigrationId migration) {
        return jdbc
                .query(
                        "SELECT id, position, targets FROM migration WHERE id = ? AND state = 'COMPLETED'",
                        (row, _index) -> completed(row),
                        migration.value())
                .stream()
                .findFirst();
    }

    /** The completed migration of the plan with this name. */
    Optional<Completed> completed(String name) {
        return jdbc
                .query(
                        """
                        SELECT id, position, targets FROM migration
                        WHERE name = ? AND state = 'COMPLETED' AND NOT dry_run LIMIT 1
                        """,
                        (row, _index) -> completed(row),
                        name)
                .stream()
                .findFirst();
    }

    /**
     * The completed migrations that came later on their targets, newest first.
     *
     * @param positions the position behind which each target is read
     */
    Found<Completed> later(Map<TargetName, Long> positions, int limit) {
        return jdbc.query(
                """
                WITH scanned AS (
                    SELECT b.target, t.position
                    FROM unnest(?::text[], ?::bigint[]) AS b (target, position) CROSS JOIN LATERAL (
                        SELECT position FROM migration_target
                        WHERE target = b.target AND position > b.position ORDER BY position DESC LIMIT ?) t
                ), later AS (
                    SELECT m.id, m.position, m.targets FROM migration m
                    WHERE m.position IN (SELECT position FROM scanned) AND m.state = 'COMPLETED'
                    ORDER BY m.position DESC LIMIT ?
                )
                SELECT (SELECT coalesce(max(number), 0)
                        FROM (SELECT count(*) AS number FROM scanned GROUP BY target) of_each) AS scanned,
                    (SELECT count(*) FROM later) AS completed, later.*
                FROM (VALUES (1)) AS always LEFT JOIN later ON true ORDER BY position DESC
                """,
                reader(limit, JdbcDowngradeSets::completed),
                JdbcCombinedStatement.texts(positions.keySet(), TargetName::value),
                JdbcCombinedStatement.numbers(positions.values(), position -> position),
                MAX_SCANNED + 1,
                limit);
    }

    /**
     * The migrations that an operator has closed with a step left applied on a target, behind the position of the target.
     */
    List<MigrationId> leftApplied(Map<TargetName, Long> positions, int limit) {
        return jdbc.query(
                """
                SELECT DISTINCT later.id, later.position
                FROM unnest(?::text[], ?::bigint[]) AS b (target, position)
                    JOIN migration later ON later.state = 'CLOSED_BY_OPERATOR' AND later.position > b.position
                        AND b.target = ANY (later.targets)
                    JOIN saga_event closed ON closed.migration_id = later.id AND closed.sequence = later.version
                    CROSS JOIN json_array_elements(later.plan -> 'spec' -> 'steps') step
                WHERE step ->> 'target' = b.target
                    AND step ->> 'id' IN (SELECT json_array_elements_text(closed.payload -> 'leftApplied'))
                ORDER BY later.position DESC LIMIT ?
                """,
                (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                JdbcCombinedStatement.texts(positions.keySet(), TargetName::value),
                JdbcCombinedStatement.numbers(positions.values(), position -> position),
                limit);
    }

    /** Those of the migrations whose journals are purged, so that they cannot be rolled back; the newest first. */
    List<MigrationId> purged(List<MigrationId> migrations) {
        return jdbc.query(
                """
                SELECT p.migration_id FROM purge p JOIN migration m ON m.id = p.migration_id
                WHERE p.migration_id = ANY (?::uuid[]) ORDER BY m.position DESC
                """,
                (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
    }

    /**
     * Those of the migrations that were sent to a target before Lockstep was removed from it or it got a new identity, so
     * that they cannot be rolled back; the newest first.
     */
    List<MigrationId> reset(List<MigrationId> migrations) {
        return jdbc.query(
                """
                SELECT m.id FROM migration m WHERE m.id = ANY (?::uuid[]) AND EXISTS (SELECT 1 FROM dispatch d
                    JOIN target_reset r ON r.target = d.target AND d.number < r.dispatch WHERE d.migration_id = m.id)
                ORDER BY m.position DESC
                """,
                (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
    }

    /** Reads the rows of a query that has at least one, with an id if it is that of a migration. */
    private static <T> ResultSetExtractor<Found<T>> reader(int limit, RowReader<T> migration) {
        return rows -> {
            List<T> migrations = new ArrayList<>();
            boolean isWhole = true;
            while (rows.next()) {
                isWhole = rows.getLong("scanned") <= MAX_SCANNED && rows.getLong("completed") < limit;
                if (rows.getObject("id") != null) {
                    migrations.add(migration.read(rows));
                }
            }
            return new Found<>(List.copyOf(migrations), isWhole);
        };
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static Completed completed(ResultSet row) throws SQLException {
        return new Completed(
                new MigrationId(row.getObject("id", UUID.class)),
                row.getLong("position"),
                Stream.of((String[]) row.getArray("targets").getArray())
                        .map(TargetName::new)
                        .toList());
    }
}
