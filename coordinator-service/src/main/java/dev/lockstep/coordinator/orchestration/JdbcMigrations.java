package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Inserts the rows of migrations and finds the active migration of a plan name. */
public final class JdbcMigrations {
    private final JdbcTemplate jdbc;

    public JdbcMigrations(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    record ExistingMigration(MigrationId migration, Checksum checksum, String planJson) {}

    /** Finds the migration of this plan name that is queued, running or completed; there is at most one. */
    Optional<ExistingMigration> findActive(PlanName name) {
        return jdbc
                .query(
                        """
                        SELECT id, checksum, plan FROM migration WHERE name = ?
                            AND state NOT IN ('REJECTED', 'CANCELLED', 'ROLLED_BACK', 'CLOSED_BY_OPERATOR')
                        """,
                        (row, _index) -> new ExistingMigration(
                                new MigrationId(row.getObject(1, UUID.class)),
                                new Checksum(row.getString(2)),
                                row.getString(3)),
                        name.value())
                .stream()
                .findFirst();
    }

    /** Inserts a migration at version 0, before its first event. */
    void insert(MigrationId migration, Plan plan, Checksum checksum, long position) {
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, ?, ?::jsonb, ?, ?, ?::json, 'QUEUED', ?)
                """,
                migration.value(),
                plan.name().value(),
                LockstepJson.messages().writeValueAsString(plan.metadata().labels()),
                plan.spec().targets().stream().map(TargetName::value).toArray(String[]::new),
                checksum.value(),
                LockstepJson.messages().writeValueAsString(plan),
                position);
    }
}
