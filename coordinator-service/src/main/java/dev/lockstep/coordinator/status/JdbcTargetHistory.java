package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds the migrations of one target. */
final class JdbcTargetHistory {
    private static final int LIMIT = 500;
    private final JdbcTemplate jdbc;

    JdbcTargetHistory(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The migrations that have dispatched an apply on the target, newest first. */
    List<MigrationId> applied(TargetName target) {
        return ids(
                """
                SELECT m.id FROM migration_target t JOIN migration m ON m.position = t.position
                WHERE t.target = ? AND EXISTS (
                    SELECT 1 FROM dispatch d WHERE d.migration_id = m.id AND d.target = ? AND d.direction = 'apply')
                ORDER BY t.position DESC LIMIT ?
                """,
                target.value(),
                target.value(),
                LIMIT);
    }

    /** The completed migrations on the target, newest first. */
    List<MigrationId> completed(TargetName target) {
        return ids(
                """
                SELECT m.id FROM migration_target t JOIN migration m ON m.position = t.position
                WHERE t.target = ? AND m.state = 'COMPLETED'
                ORDER BY t.position DESC LIMIT ?
                """,
                target.value(),
                LIMIT);
    }

    /** The migrations that claim the target, in the order of the queue. */
    List<MigrationId> claiming(TargetName target) {
        return ids("SELECT migration_id FROM target_claim WHERE target = ? ORDER BY position", target.value());
    }

    /** The started migration that has locked the target. */
    Optional<MigrationId> lockedBy(TargetName target) {
        return ids(
                        """
                        SELECT c.migration_id FROM target_claim c JOIN migration m ON m.id = c.migration_id
                        WHERE c.target = ? AND m.state <> 'QUEUED' ORDER BY c.position LIMIT 1
                        """,
                        target.value())
                .stream()
                .findFirst();
    }

    private List<MigrationId> ids(String sql, Object... values) {
        return jdbc.query(sql, (row, _index) -> new MigrationId(row.getObject(1, UUID.class)), values);
    }
}
