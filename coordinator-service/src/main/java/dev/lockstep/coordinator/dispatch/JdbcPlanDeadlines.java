package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores the next deadline of the plan of each migration, and finds those that have passed by the database's clock. */
public final class JdbcPlanDeadlines {
    private final JdbcTemplate jdbc;

    public JdbcPlanDeadlines(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds the schedules of deadlines, at most one of each migration; each replaces an earlier schedule. */
    public static void addSchedule(JdbcCombinedStatement statement, Map<MigrationId, Instant> deadlines) {
        if (!deadlines.isEmpty()) {
            statement.add(
                    "scheduled_deadlines",
                    """
                    INSERT INTO plan_deadline (migration_id, due)
                    SELECT * FROM unnest(?::uuid[], ?::timestamptz[])
                    ON CONFLICT (migration_id) DO UPDATE SET due = excluded.due
                    """,
                    JdbcCombinedStatement.texts(deadlines.keySet(), migration -> migration),
                    JdbcCombinedStatement.texts(deadlines.values(), due -> due));
        }
    }

    /** Adds the end of the schedules of migrations. */
    public static void addEnd(JdbcCombinedStatement statement, Set<MigrationId> ended) {
        if (!ended.isEmpty()) {
            statement.add("ended_deadlines", "DELETE FROM plan_deadline WHERE migration_id = ANY (?::uuid[])", (Object)
                    JdbcCombinedStatement.texts(ended, migration -> migration));
        }
    }

    /**
     * Deletes the earliest deadline that has passed, and locks its migration. Skips migrations that another coordinator
     * has locked. Times are compared in milliseconds, as the saga does.
     *
     * @param excluded migrations to skip
     */
    public Optional<MigrationId> takeNextDue(Collection<MigrationId> excluded) {
        return jdbc
                .query(
                        """
                        DELETE FROM plan_deadline p USING (
                            SELECT p.migration_id FROM plan_deadline p JOIN migration m ON m.id = p.migration_id
                            WHERE p.due <= date_trunc('milliseconds', clock_timestamp())
                                AND p.migration_id <> ALL (?::uuid[])
                            ORDER BY p.due LIMIT 1 FOR UPDATE OF m SKIP LOCKED) next
                        WHERE p.migration_id = next.migration_id
                            AND p.due <= date_trunc('milliseconds', clock_timestamp())
                        RETURNING p.migration_id
                        """,
                        (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                        (Object) JdbcCombinedStatement.texts(excluded, migration -> migration))
                .stream()
                .findFirst();
    }
}
