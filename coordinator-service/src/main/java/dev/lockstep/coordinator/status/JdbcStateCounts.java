package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.orchestration.MigrationState;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts the open migrations by state. Settled migrations are not counted, because their number grows without limit. */
final class JdbcStateCounts {
    /** The states are literals: the plan of a parameter would not use how rare they are. */
    private static final String COUNT_OPEN = MigrationState.OPEN.stream()
            .map("'%s'"::formatted)
            .collect(Collectors.joining(
                    ", ", "SELECT state, count(*) FROM migration WHERE state IN (", ") GROUP BY state"));

    private final JdbcTemplate jdbc;

    JdbcStateCounts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Map<MigrationState, Long> openByState() {
        Map<MigrationState, Long> counts = new EnumMap<>(MigrationState.class);
        jdbc.query(COUNT_OPEN, row -> {
            counts.put(MigrationState.valueOf(row.getString(1)), row.getLong(2));
        });
        return counts;
    }
}
