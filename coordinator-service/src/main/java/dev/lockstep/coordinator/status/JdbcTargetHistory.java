package dev.lockstep.coordinator.status;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.BaselineResult;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds the migrations of one target. */
final class JdbcTargetHistory {
    private static final int MAX_WITHOUT_VERSION = 200;
    private final JdbcTemplate jdbc;

    JdbcTargetHistory(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A part of a list.
     *
     * @param next the position before which the next page starts; absent on the last page
     */
    record Page(List<MigrationId> items, @Nullable Long next) {}

    private record Positioned(MigrationId migration, long position) {}

    /** The migrations that have dispatched an apply on the target before a position, newest first. */
    Page applied(TargetName target, long before, int limit) {
        return page(
                """
                SELECT m.id, t.position FROM migration_target t JOIN migration m ON m.position = t.position
                WHERE t.target = ? AND t.position < ? AND m.position < ? AND EXISTS (
                    SELECT 1 FROM dispatch d WHERE d.migration_id = m.id AND d.target = t.target
                        AND d.direction = 'apply')
                ORDER BY t.position DESC LIMIT ?
                """,
                target,
                before,
                limit);
    }

    /** The completed migrations on the target before a position, newest first. */
    Page completed(TargetName target, long before, int limit) {
        return page(
                """
                SELECT m.id, t.position FROM migration_target t JOIN migration m ON m.position = t.position
                WHERE t.target = ? AND t.position < ? AND m.position < ? AND m.state = 'COMPLETED'
                ORDER BY t.position DESC LIMIT ?
                """,
                target,
                before,
                limit);
    }

    private Page page(String sql, TargetName target, long before, int limit) {
        List<Positioned> found = jdbc.query(
                sql,
                (row, _index) -> new Positioned(new MigrationId(row.getObject(1, UUID.class)), row.getLong(2)),
                target.value(),
                before,
                // Without this repetition, a merge join would read all migrations behind the position.
                before,
                limit + 1);
        List<Positioned> items = found.stream().limit(limit).toList();
        return new Page(
                items.stream().map(Positioned::migration).toList(),
                found.size() > limit ? items.getLast().position() : null);
    }

    /**
     * The version of the last script on the target. Empty if none of the newest completed migrations has one: those of
     * MongoDB and Redis have none.
     */
    Optional<String> version(TargetName target) {
        return jdbc
                .query(
                        """
                        SELECT step -> 'operation' ->> 'version'
                        FROM (SELECT m.plan, t.position
                            FROM migration_target t JOIN migration m ON m.position = t.position
                            WHERE t.target = ? AND m.state = 'COMPLETED' ORDER BY t.position DESC LIMIT ?) newest,
                            json_array_elements(newest.plan -> 'spec' -> 'steps') WITH ORDINALITY AS s (step, number)
                        WHERE step ->> 'target' = ? AND step -> 'operation' ->> 'type' = 'postgres.sql'
                            AND step ->> 'phase' IS DISTINCT FROM 'contract'
                        ORDER BY newest.position DESC, number DESC LIMIT 1
                        """,
                        (row, _index) -> row.getString(1),
                        target.value(),
                        MAX_WITHOUT_VERSION,
                        target.value())
                .stream()
                .findFirst();
    }

    /** The newest baseline of the target. */
    Optional<TargetBaseline> baseline(TargetName target) {
        return jdbc
                .query(
                        """
                        SELECT report ->> 'result', number, answered_at FROM target_request
                        WHERE target = ? AND type = ? AND state = 'ANSWERED' AND NOT (request ->> 'dryRun')::boolean
                        ORDER BY number DESC LIMIT 1
                        """,
                        (row, _index) -> {
                            BaselineResult result =
                                    LockstepJson.messages().readValue(row.getString(1), BaselineResult.class);
                            return new TargetBaseline(
                                    result.version(),
                                    result.source(),
                                    result.marked(),
                                    row.getInt(2),
                                    row.getTimestamp(3).toInstant());
                        },
                        target.value(),
                        TargetRequest.Baseline.TYPE)
                .stream()
                .findFirst();
    }

    /** The migrations that claim the target, in the order of the queue; without a downgrade. */
    List<MigrationId> claiming(TargetName target) {
        return ids(
                "SELECT migration_id FROM target_claim WHERE target = ? AND downgrade IS NULL ORDER BY position",
                target.value());
    }

    /** The started migration that has locked the target. */
    Optional<MigrationId> lockedBy(TargetName target) {
        return ids(
                        """
                        SELECT c.migration_id FROM target_claim c JOIN migration m ON m.id = c.migration_id
                        WHERE c.target = ? AND m.state <> 'QUEUED' AND c.downgrade IS NULL
                        ORDER BY c.position LIMIT 1
                        """,
                        target.value())
                .stream()
                .findFirst();
    }

    /** The downgrade that holds the target. */
    Optional<Long> downgrade(TargetName target) {
        return jdbc
                .query(
                        "SELECT downgrade FROM target_claim WHERE target = ? AND downgrade IS NOT NULL",
                        (row, _index) -> row.getLong(1),
                        target.value())
                .stream()
                .findFirst();
    }

    private List<MigrationId> ids(String sql, Object... values) {
        return jdbc.query(sql, (row, _index) -> new MigrationId(row.getObject(1, UUID.class)), values);
    }
}
