package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds out why rollbacks that were requested did not start. */
public final class JdbcRefusedRollbacks {
    private static final String NOT_REFUSED = "its application did not enter maintenance, or somebody cancelled it";
    private final JdbcTemplate jdbc;

    public JdbcRefusedRollbacks(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Why the rollback of a migration, which is completed, did not start.
     *
     * @param requestedVersion the version of the migration before the request
     */
    public String reason(MigrationId migration, long requestedVersion) {
        return jdbc
                .query(
                        """
                        SELECT payload ->> 'reason' FROM saga_event
                        WHERE migration_id = ? AND sequence > ? AND type = 'rollback-refused.v1'
                        ORDER BY sequence DESC LIMIT 1
                        """,
                        (row, _index) -> Objects.requireNonNullElse(row.getString(1), ""),
                        migration.value(),
                        requestedVersion)
                .stream()
                .findFirst()
                .orElse(NOT_REFUSED);
    }
}
