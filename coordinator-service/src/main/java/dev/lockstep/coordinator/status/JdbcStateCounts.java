package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.orchestration.MigrationState;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts migrations by state. */
final class JdbcStateCounts {
    private final JdbcTemplate jdbc;

    JdbcStateCounts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Map<MigrationState, Long> byState() {
        Map<MigrationState, Long> counts = new EnumMap<>(MigrationState.class);
        jdbc.query("SELECT state, count(*) FROM migration GROUP BY state", row -> {
            counts.put(MigrationState.valueOf(row.getString(1)), row.getLong(2));
        });
        return counts;
    }
}
