package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores scheduled retries of steps and finds due ones, by the clock of the database. */
public final class JdbcRetries {
    private final JdbcTemplate jdbc;

    public JdbcRetries(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A step whose back-off has ended. */
    public record DueRetry(MigrationId migration, StepId step, Instant due) {}

    /** The time from which a step can be dispatched again. */
    public record ScheduledRetry(MigrationId migration, StepId step, Instant due) {}

    /** Adds the schedules of retries, at most one of each step; each replaces an earlier schedule. */
    public static void addSchedule(JdbcCombinedStatement statement, List<ScheduledRetry> retries) {
        if (!retries.isEmpty()) {
            statement.add(
                    "scheduled_retries",
                    """
                    INSERT INTO retry (migration_id, step, due)
                    SELECT * FROM unnest(?::uuid[], ?::text[], ?::timestamptz[])
                    ON CONFLICT (migration_id, step) DO UPDATE SET due = excluded.due
                    """,
                    JdbcCombinedStatement.texts(retries, ScheduledRetry::migration),
                    JdbcCombinedStatement.texts(retries, ScheduledRetry::step),
                    JdbcCombinedStatement.texts(retries, ScheduledRetry::due));
        }
    }

    /**
     * Deletes the retry with the earliest due time that has passed, and locks its migration. Skips migrations that
     * another coordinator has locked.
     *
     * @param excluded migrations to skip
     */
    public Optional<DueRetry> takeNextDue(Collection<MigrationId> excluded) {
        return jdbc
                .query(
                        """
                        DELETE FROM retry r USING (
                            SELECT r.migration_id, r.step FROM retry r JOIN migration m ON m.id = r.migration_id
                            WHERE r.due <= clock_timestamp() AND r.migration_id <> ALL (?::uuid[])
                            ORDER BY r.due LIMIT 1 FOR UPDATE OF m SKIP LOCKED) next
                        WHERE r.migration_id = next.migration_id AND r.step = next.step AND r.due <= clock_timestamp()
                        RETURNING r.migration_id, r.step, r.due
                        """,
                        (row, _index) -> new DueRetry(
                                new MigrationId(row.getObject(1, UUID.class)),
                                new StepId(row.getString(2)),
                                row.getTimestamp(3).toInstant()),
                        (Object) JdbcCombinedStatement.texts(excluded, migration -> migration))
                .stream()
                .findFirst();
    }
}
