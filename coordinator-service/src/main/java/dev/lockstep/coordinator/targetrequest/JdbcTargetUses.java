package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.orchestration.MigrationState;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds what needs a worker of a target, other than the claims of the target and requests about it. */
final class JdbcTargetUses {
    private final JdbcTemplate jdbc;

    JdbcTargetUses(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Describes a migration, an erasure or a fleet that has not ended; empty if there is none. */
    Optional<String> find(TargetName target) {
        return migration(target)
                .or(() -> requestedRollback(target))
                .or(() -> erasure(target))
                .or(() -> fleet(target));
    }

    /** A migration at a gate, such as an approval, has claimed nothing yet. */
    private Optional<String> migration(TargetName target) {
        return jdbc
                .query(
                        """
                        SELECT m.id, m.state FROM migration m
                        WHERE ? = ANY (m.targets) AND m.state = ANY (?::text[]) ORDER BY m.position LIMIT 1
                        """,
                        (row, _index) -> "migration %s has not ended (%s)"
                                .formatted(new MigrationId(row.getObject(1, UUID.class)), row.getString(2)),
                        target.value(),
                        JdbcCombinedStatement.texts(MigrationState.OPEN, MigrationState::name))
                .stream()
                .findFirst();
    }

    /** The rollback of a completed migration that waits for an approval has a time limit. */
    private Optional<String> requestedRollback(TargetName target) {
        return jdbc
                .query(
                        """
                        SELECT m.id FROM gate_check g JOIN migration m ON m.id = g.migration_id
                        WHERE ? = ANY (m.targets) AND m.state = 'COMPLETED' AND m.purgeable_since IS NULL
                            AND NOT EXISTS (SELECT 1 FROM purge p WHERE p.migration_id = m.id)
                        ORDER BY m.position LIMIT 1
                        """,
                        (row, _index) -> "the rollback of migration %s is requested and has not ended"
                                .formatted(new MigrationId(row.getObject(1, UUID.class))),
                        target.value())
                .stream()
                .findFirst();
    }

    private Optional<String> erasure(TargetName target) {
        return jdbc
                .query(
                        """
                        SELECT migration_id, number FROM erasure WHERE target = ? AND state = 'REQUESTED'
                        ORDER BY requested_at LIMIT 1
                        """,
                        (row, _index) -> "erasure %d of migration %s has not ended"
                                .formatted(row.getInt(2), new MigrationId(row.getObject(1, UUID.class))),
                        target.value())
                .stream()
                .findFirst();
    }

    /** A fleet that submits the migration of the target with a later wave, or rolls it back later. */
    private Optional<String> fleet(TargetName target) {
        return jdbc
                .query(
                        """
                        SELECT f.id FROM fleet_member m JOIN fleet f ON f.id = m.fleet
                            LEFT JOIN migration g ON g.id = m.migration_id
                        WHERE m.target = ? AND (m.migration_id IS NULL AND f.state IN ('RUNNING', 'WAITING')
                            OR f.state IN ('STOPPING', 'ROLLING_BACK') AND (f.rollback = 'ALL'
                                OR f.rollback = 'WAVE' AND m.wave = f.wave)
                                AND NOT m.adopted AND m.finding IS NULL AND g.state = 'COMPLETED')
                        ORDER BY f.id LIMIT 1
                        """,
                        (row, _index) -> "fleet %d is not done with it".formatted(row.getLong(1)),
                        target.value())
                .stream()
                .findFirst();
    }
}
