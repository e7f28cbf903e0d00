package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which migrations touched a target, who holds it, and who waits for it. */
final class JdbcTargetHistory {
    private static final int MOST = 500;

    private final JdbcTemplate jdbc;

    JdbcTargetHistory(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Newest first; those that were only queued, rejected or cancelled touched nothing. */
    List<MigrationId> touching(TargetName target) {
        return ids(
                """
                SELECT m.id FROM migration m WHERE m.targets @> ARRAY[?::text] AND EXISTS (
                    SELECT 1 FROM dispatch d WHERE d.migration_id = m.id AND d.target = ? AND d.direction = 'apply')
                ORDER BY m.position DESC LIMIT ?
                """,
                target.value(),
                target.value(),
                MOST);
    }

    /** The completed ones, newest first. */
    List<MigrationId> standing(TargetName target) {
        return ids(
                """
                SELECT id FROM migration WHERE targets @> ARRAY[?::text] AND state = 'COMPLETED'
                ORDER BY position DESC LIMIT ?
                """,
                target.value(),
                MOST);
    }

    /** Who claims the target, in the order of the queue; the first holds it once it has started. */
    List<MigrationId> claiming(TargetName target) {
        return ids("SELECT migration_id FROM target_claim WHERE target = ? ORDER BY position", target.value());
    }

    Optional<MigrationId> holding(TargetName target) {
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
