package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.saga.Direction;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores dispatches and reads the progress that workers have reported on them. */
public final class JdbcDispatches {
    private final JdbcTemplate jdbc;

    public JdbcDispatches(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds the insertion of dispatches. Their leases start later, when their commands are published. */
    public static void addInsert(
            JdbcCombinedStatement statement, List<Command> commands, SequencedSet<DispatchNumber> settled) {
        if (commands.isEmpty()) {
            return;
        }
        List<CommandHeader> headers = commands.stream().map(Command::header).toList();
        statement.add(
                "inserted_dispatches",
                """
                INSERT INTO dispatch (number, migration_id, step, target, direction, lease, settled_at)
                SELECT number, migration_id, step, target, direction, make_interval(secs => lease / 1000.0),
                    CASE WHEN number = ANY (?::bigint[]) THEN clock_timestamp() END
                FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                    AS d (number, migration_id, step, target, direction, lease)
                """,
                JdbcCombinedStatement.numbers(settled, DispatchNumber::value),
                JdbcCombinedStatement.numbers(
                        headers, header -> header.dispatch().value()),
                JdbcCombinedStatement.texts(headers, CommandHeader::migration),
                JdbcCombinedStatement.texts(headers, CommandHeader::step),
                JdbcCombinedStatement.texts(headers, CommandHeader::target),
                JdbcCombinedStatement.texts(
                        commands, command -> directionOf(command).name().toLowerCase(Locale.ROOT)),
                JdbcCombinedStatement.numbers(headers, header -> header.lease().toMillis()));
    }

    /** Adds the end of the leases of dispatches on which no further report is expected. */
    public static void addSettle(JdbcCombinedStatement statement, SequencedSet<DispatchNumber> settled) {
        if (!settled.isEmpty()) {
            // Locked in the order of their numbers, as by everyone who locks several.
            statement.add(
                    "settled_dispatches",
                    """
                    UPDATE dispatch d SET settled_at = clock_timestamp()
                    FROM (SELECT number FROM dispatch WHERE number = ANY (?::bigint[]) AND settled_at IS NULL
                        ORDER BY number FOR UPDATE) locked
                    WHERE d.number = locked.number
                    """,
                    (Object) JdbcCombinedStatement.numbers(settled, DispatchNumber::value));
        }
    }

    /** Ends the lease of a dispatch on which no further report is expected. */
    public void settle(DispatchNumber dispatch) {
        jdbc.update(
                "UPDATE dispatch SET settled_at = clock_timestamp() WHERE number = ? AND settled_at IS NULL",
                dispatch.value());
    }

    /**
     * Progress of a dispatch, as last reported.
     *
     * @param done absent until the first heartbeat
     * @param ratePerSecond the units per second over the last reports; absent before the second measurement
     * @param meanRatePerSecond the units per second since the first heartbeat; absent before the second one
     * @param throttledBy why the worker waits; absent while it works
     */
    public record MeasuredProgress(
            @Nullable Long done,
            @Nullable Long total,
            @Nullable Double ratePerSecond,
            @Nullable Double meanRatePerSecond,
            @Nullable String throttledBy) {}

    /** Returns the progress of the outstanding dispatches of the migrations on which a worker has reported. */
    public Map<DispatchNumber, MeasuredProgress> progress(Collection<MigrationId> migrations) {
        Map<DispatchNumber, MeasuredProgress> progress = new HashMap<>();
        jdbc.query(
                """
                SELECT number, done, total, rate, CASE WHEN progress_at - first_progress_at >= interval '0.5 s'
                    THEN (greatest(done - first_done, 0) / extract(epoch FROM progress_at - first_progress_at))::double precision
                    END AS mean_rate, throttled_by
                FROM dispatch WHERE migration_id = ANY (?::uuid[]) AND settled_at IS NULL AND accepted_at IS NOT NULL
                """,
                row -> {
                    progress.put(
                            new DispatchNumber(row.getLong("number")),
                            new MeasuredProgress(
                                    row.getObject("done", Long.class),
                                    row.getObject("total", Long.class),
                                    row.getObject("rate", Double.class),
                                    row.getObject("mean_rate", Double.class),
                                    row.getString("throttled_by")));
                },
                (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
        return progress;
    }

    /** Returns how long each ended apply of the migrations took, from the decision to dispatch it to its report. */
    public Map<DispatchNumber, Duration> applyDurations(Collection<MigrationId> migrations) {
        Map<DispatchNumber, Duration> durations = new HashMap<>();
        jdbc.query(
                """
                SELECT number, extract(epoch FROM settled_at - created_at) * 1000 AS milliseconds FROM dispatch
                WHERE migration_id = ANY (?::uuid[]) AND direction = 'apply' AND settled_at IS NOT NULL AND created_at IS NOT NULL
                """,
                row -> {
                    durations.put(
                            new DispatchNumber(row.getLong("number")),
                            Duration.ofMillis(row.getBigDecimal("milliseconds").longValue()));
                },
                (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
        return durations;
    }

    private static Direction directionOf(Command command) {
        return switch (command) {
            case Command.Preflight _c -> Direction.PREFLIGHT;
            case Command.Apply _c -> Direction.APPLY;
            case Command.Compensate _c -> Direction.COMPENSATE;
            case Command.Finish _c -> Direction.FINISH;
            case Command.Rehearse _c -> Direction.REHEARSE;
            case Command.DryRun _c -> Direction.DRY_RUN;
            case Command.Backup _c -> Direction.BACKUP;
            case Command.Restore _c -> throw new IllegalArgumentException("a restore is not dispatched by a saga");
            case Command.Check _c -> throw new IllegalArgumentException("checks alone are not dispatched by a saga");
            case Command.Erase _c -> throw new IllegalArgumentException("an erasure is not dispatched by a saga");
            case Command.Purge _c -> throw new IllegalArgumentException("a purge is not dispatched by a saga");
        };
    }
}
