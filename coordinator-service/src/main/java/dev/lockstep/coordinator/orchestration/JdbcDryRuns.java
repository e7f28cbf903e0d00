package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds dry runs. */
public final class JdbcDryRuns {
    private final JdbcTemplate jdbc;

    public JdbcDryRuns(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the newest completed dry run of exactly this plan. */
    public Optional<MigrationId> newestOf(Checksum plan) {
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
