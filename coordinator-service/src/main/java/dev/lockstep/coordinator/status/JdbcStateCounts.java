package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.orchestration.MigrationState;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts the open migrations by state. Settled migrations are not counted, because their number grows without limit. */
final class JdbcStateCounts {
    private final JdbcTemplate jdbc;

    JdbcStateCounts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Map<MigrationState, Long> openByState() {
        Map<MigrationState, Long> counts = new EnumMap<>(MigrationState.class);
        jdbc.query(
                "SELECT state, count(*) FROM migration WHERE state = ANY (?::text[]) GROUP BY state",
                row -> {
                    counts.put(MigrationState.valueOf(row.getString(1)), row.getLong(2));
                },
                (Object) JdbcCombinedStatement.texts(MigrationState.OPEN, state -> state));
        return counts;
    }
}
