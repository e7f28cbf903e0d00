package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** How far the dispatches that are awaited have come. */
final class JdbcProgress {
    private final JdbcTemplate jdbc;

    JdbcProgress(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Map<DispatchNumber, Progress> of(MigrationId migration) {
        Map<DispatchNumber, Progress> progress = new HashMap<>();
        jdbc.query(
                """
                SELECT number, done, total FROM dispatch
                WHERE migration_id = ? AND settled_at IS NULL AND done IS NOT NULL
                """,
                row -> {
                    Progress come = new Progress(row.getLong("done"), row.getObject("total", Long.class));
                    progress.put(new DispatchNumber(row.getLong("number")), come);
                },
                migration.value());
        return progress;
    }
}
