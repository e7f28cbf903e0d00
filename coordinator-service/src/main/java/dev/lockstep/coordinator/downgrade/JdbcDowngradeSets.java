package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds the migrations that a downgrade rolls back. Every query reads a bounded number of migrations of each target. */
final class JdbcDowngradeSets {
    private final JdbcTemplate jdbc;

    JdbcDowngradeSets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A completed migration. */
    record Completed(MigrationId migration, long position, List<TargetName> targets) {}

    /**
     * A completed migration with scripts on a target.
     *
     * @param versions the versions of its scripts, in their order; never empty
     */
    record Versioned(Completed completed, List<String> versions) {}

    /** The newest completed migration on the target. */
    Optional<Completed> newest(TargetName target) {
        return jdbc
                .query(
                        """
                        SELECT m.id, m.position, m.targets
                        FROM migration_target t JOIN migration m ON m.position = t.position
                        WHERE t.target = ? AND m.state = 'COMPLETED' ORDER BY t.position DESC LIMIT 1
                        """,
                        (row, _index) -> completed(row),
                        target.value())
                .stream()
                .findFirst();
    }

    /** Those of the newest completed migrations on the target that have scripts on it, newest first. */
    List<Versioned> versioned(TargetName target, int limit) {
        return jdbc.query(
                """
                SELECT * FROM (
                    SELECT m.id, m.position, m.targets, ARRAY(
                        SELECT step -> 'operation' ->> 'version'
                        FROM json_array_elements(m.plan -> 'spec' -> 'steps') WITH ORDINALITY AS s (step, number)
                        WHERE step ->> 'target' = t.target AND step -> 'operation' ->> 'type' = 'postgres.sql'
                            AND step ->> 'phase' IS DISTINCT FROM 'contract'
                        ORDER BY number) AS versions
                    FROM migration_target t JOIN migration m ON m.position = t.position
                    WHERE t.target = ? AND m.state = 'COMPLETED' ORDER BY t.position DESC LIMIT ?) newest
                WHERE versions <> '{}' ORDER BY position DESC
                """,
                (row, _index) -> new Versioned(completed(row), List.of((String[])
                        row.getArray("versions").getArray())),
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
    List<Completed> later(Map<TargetName, Long> positions, int limit) {
        return jdbc.query(
                """
                SELECT DISTINCT l.id, l.position, l.targets
                FROM unnest(?::text[], ?::bigint[]) AS b (target, position) CROSS JOIN LATERAL (
                    SELECT m.id, m.position, m.targets
                    FROM migration_target t JOIN migration m ON m.position = t.position
                    WHERE t.target = b.target AND t.position > b.position AND m.state = 'COMPLETED'
                    ORDER BY t.position DESC LIMIT ?) l
                ORDER BY l.position DESC LIMIT ?
                """,
                (row, _index) -> completed(row),
                JdbcCombinedStatement.texts(positions.keySet(), TargetName::value),
                JdbcCombinedStatement.numbers(positions.values(), position -> position),
                limit,
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

    private static Completed completed(ResultSet row) throws SQLException {
        return new Completed(
                new MigrationId(row.getObject("id", UUID.class)),
                row.getLong("position"),
                Stream.of((String[]) row.getArray("targets").getArray())
                        .map(TargetName::new)
                        .toList());
    }
}
