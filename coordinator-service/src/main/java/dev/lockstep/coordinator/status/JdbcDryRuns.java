package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds dry runs. */
final class JdbcDryRuns {
    private final JdbcTemplate jdbc;

    JdbcDryRuns(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the newest completed dry run of exactly this plan. */
    Optional<MigrationId> newestOf(Checksum plan) {
        return jdbc
                .query(
                        """
                        SELECT id FROM migration WHERE dry_run AND checksum = ? AND state = 'DRY_RUN_COMPLETED'
                        ORDER BY position DESC LIMIT 1
                        """,
                        (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                        plan.value())
                .stream()
                .findFirst();
    }
}
