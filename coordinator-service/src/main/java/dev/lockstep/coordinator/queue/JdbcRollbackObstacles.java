package dev.lockstep.coordinator.queue;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions;
import dev.lockstep.coordinator.dispatch.JdbcResetColumns;
import dev.lockstep.coordinator.http.ApiException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Refuses the rollback of a completed migration while something is in its way. */
final class JdbcRollbackObstacles {
    private static final String LATER_COMPLETED =
            """
            SELECT DISTINCT later.id, later.position
            FROM migration m CROSS JOIN unnest(m.targets) AS claimed (target)
                CROSS JOIN LATERAL (SELECT l.id, l.position
                    FROM migration_target t JOIN migration l ON l.position = t.position
                    WHERE t.target = claimed.target AND t.position > m.position AND l.state = 'COMPLETED'
                    ORDER BY t.position DESC LIMIT %d) later
            WHERE m.id = ? AND later.id <> ?
            ORDER BY later.position DESC LIMIT ?
            """
                    .formatted(JdbcClaims.MAX_NAMED + 1);

    private static final String LATER_LEFT_APPLIED =
            """
            SELECT DISTINCT later.id, later.position FROM migration m
                JOIN migration later ON later.state = 'CLOSED_BY_OPERATOR' AND later.position > m.position
                    AND later.targets && m.targets
                JOIN saga_event closed ON closed.migration_id = later.id AND closed.sequence = later.version
                CROSS JOIN json_array_elements(later.plan -> 'spec' -> 'steps') step
            WHERE m.id = ? AND later.id <> ? AND step ->> 'target' = ANY (m.targets)
                AND step ->> 'id' IN (SELECT json_array_elements_text(closed.payload -> 'leftApplied'))
                AND NOT EXISTS (SELECT 1 FROM downgrade_migration accepted
                    JOIN downgrade d ON d.id = accepted.downgrade AND d.state = 'RUNNING'
                    JOIN downgrade_migration same ON same.downgrade = d.id AND same.migration_id = m.id
                    WHERE accepted.migration_id = later.id AND accepted.leave_applied)
            ORDER BY later.position DESC LIMIT ?
            """;

    private final JdbcTemplate jdbc;
    private final JdbcUnfrozenTargets unfrozen;

    JdbcRollbackObstacles(JdbcTemplate jdbc, JdbcUnfrozenTargets unfrozen) {
        this.jdbc = jdbc;
        this.unfrozen = unfrozen;
    }

    /**
     * Refuses the rollback for every reason except a purge. Requires the lock of the queue, and prevents freezes from
     * opening until the transaction ends.
     *
     * @throws TargetsClaimedException if a target is claimed or was reset, or a later migration has left changes on it
     * @throws ApiException if a freeze is open, or a target is stopped
     */
    void require(MigrationId migration) {
        requireNoRestore(migration);
        // After the lock of the freezes, under which a reset ends its stop.
        requireNotReset(migration);
        requireUnclaimed(migration);
        refuseIfFound(
                migration,
                LATER_COMPLETED,
                "migrations %s have completed later on the same targets; roll these back first, in this order");
        refuseIfFound(
                migration,
                LATER_LEFT_APPLIED,
                "later migrations %s were closed by an operator with steps left applied on the same targets;"
                        + " submit a plan that reverses these steps and those of this migration");
    }

    void requireNotReset(MigrationId migration) {
        jdbc.query(
                        "SELECT r.* FROM migration m CROSS JOIN LATERAL %s WHERE m.id = ?"
                                .formatted(JdbcResetColumns.SUBQUERY),
                        (row, _index) -> JdbcResetColumns.read(row),
                        migration.value())
                .forEach(reset -> {
                    throw new TargetsClaimedException(
                            "migration %s cannot be rolled back: %s; submit a plan that reverses its changes"
                                    .formatted(migration, reset.description()));
                });
    }

    void requireNotPurged(MigrationId migration) {
        new JdbcPurgeDecisions(jdbc).find(migration).ifPresent(purge -> {
            throw new TargetsClaimedException(
                    "migration %s cannot be rolled back: %s; submit a plan that reverses its changes, or restore a backup"
                            .formatted(migration, purge.description()));
        });
    }

    private void requireUnclaimed(MigrationId migration) {
        List<Claimant> claimants = jdbc.query(
                """
                SELECT c.migration_id, c.downgrade, max(c.position) FROM target_claim c
                WHERE c.target = ANY (SELECT unnest(targets) FROM migration WHERE id = ?)
                    AND CASE WHEN c.downgrade IS NULL THEN c.migration_id <> ?
                        ELSE NOT EXISTS (SELECT 1 FROM downgrade_migration d
                            WHERE d.downgrade = c.downgrade AND d.migration_id = ?) END
                GROUP BY 1, 2 ORDER BY 3 DESC LIMIT ?
                """,
                (row, _index) -> JdbcQueue.claimant(row, 1),
                migration.value(),
                migration.value(),
                migration.value(),
                JdbcClaims.MAX_NAMED + 1);
        if (!claimants.isEmpty()) {
            throw new TargetsClaimedException(
                    "migration %s cannot be rolled back: %s".formatted(migration, Claimant.reason(claimants)));
        }
    }

    private void refuseIfFound(MigrationId migration, String sql, String reason) {
        List<MigrationId> others = jdbc.query(
                sql,
                (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                migration.value(),
                migration.value(),
                JdbcClaims.MAX_NAMED + 1);
        if (!others.isEmpty()) {
            throw new TargetsClaimedException("migration %s cannot be rolled back: %s"
                    .formatted(migration, reason.formatted(JdbcClaims.names(others))));
        }
    }

    // Its claims were released when it ended, so one that it has is of a restore.
    private void requireNoRestore(MigrationId migration) {
        List<TargetName> restored = unfrozen.unlessFrozen(
                JdbcUnfrozenTargets.Targets.of(migration),
                "SELECT target FROM target_claim WHERE migration_id = ? AND downgrade IS NULL ORDER BY target",
                TargetName::new,
                migration.value());
        if (!restored.isEmpty()) {
            throw new TargetsClaimedException(
                    "migration %s cannot be rolled back: its backups of targets %s are being restored; "
                                    .formatted(migration, restored)
                            + "wait until this has ended");
        }
    }
}
