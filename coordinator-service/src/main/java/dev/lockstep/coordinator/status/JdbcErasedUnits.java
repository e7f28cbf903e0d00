package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts the units of migrations whose values were erased. */
final class JdbcErasedUnits {
    private final JdbcTemplate jdbc;

    JdbcErasedUnits(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The number of erased units of each step that has any, for each migration that has such steps. */
    Map<MigrationId, Map<StepId, Long>> of(Collection<MigrationId> migrations) {
        Map<MigrationId, Map<StepId, Long>> erased = new HashMap<>();
        jdbc.query(
                """
                SELECT migration_id, step, count(*) FROM erasure
                WHERE migration_id = ANY (?::uuid[]) AND state = 'ERASED' GROUP BY migration_id, step
                """,
                row -> {
                    erased.computeIfAbsent(new MigrationId(row.getObject(1, UUID.class)), _id -> new HashMap<>())
                            .put(new StepId(row.getString(2)), row.getLong(3));
                },
                (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
        return erased;
    }
}
