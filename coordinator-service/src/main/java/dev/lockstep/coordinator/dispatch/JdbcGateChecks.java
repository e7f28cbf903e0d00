package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Stores the next time limit of the gates of each migration, and finds those that have passed by the database's clock.
 */
public final class JdbcGateChecks {
    private final JdbcTemplate jdbc;

    public JdbcGateChecks(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds the schedules of checks, at most one of each migration; each replaces an earlier schedule. */
    public static void addSchedule(JdbcCombinedStatement statement, Map<MigrationId, Instant> checks) {
        if (!checks.isEmpty()) {
            statement.add(
                    "scheduled_gate_checks",
                    """
                    INSERT INTO gate_check (migration_id, due)
                    SELECT * FROM unnest(?::uuid[], ?::timestamptz[])
                    ON CONFLICT (migration_id) DO UPDATE SET due = excluded.due
                    """,
                    JdbcCombinedStatement.texts(checks.keySet(), migration -> migration),
                    JdbcCombinedStatement.texts(checks.values(), due -> due));
        }
    }

    /**
     * Deletes the check with the earliest due time that has passed, and locks its migration. Skips migrations that
     * another coordinator has locked. Times are compared in milliseconds, as the saga does.
     *
     * @param excluded migrations to skip
     */
    public Optional<MigrationId> takeNextDue(Collection<MigrationId> excluded) {
        return jdbc
                .query(
                        """
                        DELETE FROM gate_check g USING (
                            SELECT g.migration_id FROM gate_check g JOIN migration m ON m.id = g.migration_id
                            WHERE g.due <= date_trunc('milliseconds', clock_timestamp())
                                AND g.migration_id <> ALL (?::uuid[])
                            ORDER BY g.due LIMIT 1 FOR UPDATE OF m SKIP LOCKED) next
                        WHERE g.migration_id = next.migration_id
                            AND g.due <= date_trunc('milliseconds', clock_timestamp())
                        RETURNING g.migration_id
                        """,
                        (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                        (Object) JdbcCombinedStatement.texts(excluded, migration -> migration))
                .stream()
                .findFirst();
    }
}
