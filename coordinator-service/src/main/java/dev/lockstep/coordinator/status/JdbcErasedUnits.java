package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts the units of a migration whose values were erased. */
final class JdbcErasedUnits {
    private final JdbcTemplate jdbc;

    JdbcErasedUnits(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The number of erased units of each step that has any. */
    Map<StepId, Long> of(MigrationId migration) {
        Map<StepId, Long> erased = new HashMap<>();
        jdbc.query(
                "SELECT step, count(*) FROM erasure WHERE migration_id = ? AND state = 'ERASED' GROUP BY step",
                row -> {
                    erased.put(new StepId(row.getString(1)), row.getLong(2));
                },
                migration.value());
        return erased;
    }
}
