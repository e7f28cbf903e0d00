package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts the conflicts of many migrations by one query, without reading their states. */
final class JdbcConflicts {
    private final JdbcTemplate jdbc;

    JdbcConflicts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The units that keep the value of an application after the compensations of each migration. A migration without a
     * compensated step is left out.
     */
    Map<MigrationId, Long> of(Collection<MigrationId> migrations) {
        Map<MigrationId, Long> conflicts = new HashMap<>();
        // A step that was compensated more than once counts as it was compensated last.
        jdbc.query(
                """
                SELECT migration_id, sum(conflicts)::bigint
                FROM (SELECT DISTINCT ON (migration_id, payload ->> 'step') migration_id,
                        (payload #>> '{result,conflicts}')::bigint AS conflicts
                    FROM saga_event WHERE migration_id = ANY (?::uuid[]) AND type = 'compensated.v1'
                    ORDER BY migration_id, payload ->> 'step', sequence DESC) compensated
                GROUP BY migration_id
                """,
                row -> {
                    conflicts.put(new MigrationId(row.getObject(1, UUID.class)), row.getLong(2));
                },
                (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
        return conflicts;
    }
}
