package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Starts and renews the leases of dispatches and finds lapsed leases, by the clock of the database. */
public final class JdbcLeases {
    private final JdbcTemplate jdbc;

    public JdbcLeases(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A dispatch whose lease has lapsed.
     *
     * @param silentSince when a worker last reported on the dispatch; the start of the lease if no worker did
     * @param wasAccepted whether a worker has reported on the dispatch
     * @param hasProgressed whether the dispatch got further than every earlier dispatch of its step and direction
     */
    public record LapsedLease(
            MigrationId migration,
            StepId step,
            DispatchNumber dispatch,
            Instant silentSince,
            boolean wasAccepted,
            boolean hasProgressed) {}

    /** Starts the leases of dispatches whose commands were published. */
    public void start(List<DispatchNumber> dispatches) {
        jdbc.update(
                """
                UPDATE dispatch d SET lease_until = greatest(d.lease_until, clock_timestamp() + d.lease),
                    progress_at = coalesce(d.progress_at, clock_timestamp())
                FROM (SELECT number FROM dispatch WHERE number = ANY (?::bigint[]) AND settled_at IS NULL
                    ORDER BY number FOR UPDATE) locked
                WHERE d.number = locked.number
                """,
                (Object) JdbcCombinedStatement.numbers(dispatches, DispatchNumber::value));
    }

    /**
     * Renews the lease of each dispatch on which a worker has reported, and saves the progress and its rate.
     *
     * <p>The rate is the mean of the last rate and the one since the last progress. The first progress is compared with
     * zero at the start of the lease, unless an earlier dispatch of the step may have worked before. Reports that are
     * processed together after an interruption give no rate.
     *
     * @return the dispatches on which a saga waits for a report; the others have no lease
     */
    public Set<DispatchNumber> renew(Collection<Renewal> renewals) {
        return Set.copyOf(jdbc.query(
                """
                UPDATE dispatch d SET lease_until = greatest(d.lease_until, clock_timestamp() + d.lease),
                    accepted_at = coalesce(d.accepted_at, clock_timestamp()),
                    first_done = coalesce(d.first_done, locked.new_done),
                    first_progress_at = CASE WHEN d.first_progress_at IS NULL AND locked.new_done IS NOT NULL
                        THEN clock_timestamp() ELSE d.first_progress_at END,
                    done = coalesce(locked.new_done, d.done), total = coalesce(locked.new_total, d.total),
                    progress_at = CASE WHEN locked.new_done IS NULL THEN d.progress_at ELSE clock_timestamp() END,
                    rate = coalesce((d.rate + locked.new_rate) / 2, locked.new_rate, d.rate),
                    throttled_by = CASE WHEN locked.new_done IS NULL THEN d.throttled_by ELSE locked.throttled_by END
                FROM (SELECT o.number, r.done AS new_done, r.total AS new_total, r.throttled_by,
                    CASE WHEN r.done >= last.done AND last.seconds >= 0.5
                        THEN (r.done - last.done) / last.seconds END AS new_rate
                    FROM unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[], ?::text[])
                        AS r (number, migration_id, done, total, throttled_by)
                    JOIN dispatch o ON o.number = r.number AND o.migration_id = r.migration_id
                    CROSS JOIN LATERAL (SELECT
                        coalesce(o.done, CASE WHEN NOT EXISTS (
                            SELECT 1 FROM dispatch e WHERE e.migration_id = o.migration_id AND e.step = o.step
                                AND e.direction = o.direction AND e.number < o.number) THEN 0 END) AS done,
                        extract(epoch FROM clock_timestamp() - o.progress_at)::double precision AS seconds) last
                    WHERE o.settled_at IS NULL ORDER BY o.number FOR UPDATE OF o) locked
                WHERE d.number = locked.number RETURNING d.number
                """,
                (row, _index) -> new DispatchNumber(row.getLong(1)),
                JdbcCombinedStatement.numbers(
                        renewals, renewal -> renewal.dispatch().value()),
                JdbcCombinedStatement.texts(renewals, Renewal::migration),
                JdbcCombinedStatement.numbers(
                        renewals,
                        renewal -> renewal.progress() == null
                                ? null
                                : renewal.progress().done()),
                JdbcCombinedStatement.numbers(
                        renewals,
                        renewal -> renewal.progress() == null
                                ? null
                                : renewal.progress().total()),
                JdbcCombinedStatement.texts(
                        renewals,
                        renewal -> renewal.progress() == null
                                ? null
                                : renewal.progress().throttledBy())));
    }

    /**
     * A report that renews a lease.
     *
     * @param progress absent if the report has none
     */
    public record Renewal(MigrationId migration, DispatchNumber dispatch, @Nullable Progress progress) {
        public static Renewal of(Report.Accepted accepted) {
            return of(accepted.header(), null);
        }

        public static Renewal of(Report.Heartbeat heartbeat) {
            return of(heartbeat.header(), heartbeat.progress());
        }

        private static Renewal of(ReportHeader header, @Nullable Progress progress) {
            return new Renewal(header.migration(), header.dispatch(), progress);
        }
    }

    // Whether the dispatch d got further than every earlier dispatch of its step and direction.
    private static final String HAS_PROGRESSED =
            """
            coalesce(d.done, 0) > coalesce((SELECT max(e.done) FROM dispatch e WHERE e.migration_id = d.migration_id
                AND e.step = d.step AND e.direction = d.direction AND e.number < d.number), 0)
            """;

    /** Returns those of the dispatches that got further than every earlier dispatch of their step and direction. */
    public Set<DispatchNumber> progressed(Collection<DispatchNumber> dispatches) {
        return Set.copyOf(jdbc.query(
                "SELECT d.number FROM dispatch d WHERE d.number = ANY (?::bigint[]) AND " + HAS_PROGRESSED,
                (row, _index) -> new DispatchNumber(row.getLong(1)),
                (Object) JdbcCombinedStatement.numbers(dispatches, DispatchNumber::value)));
    }

    /**
     * Finds the lease that lapsed first and locks its migration; skips migrations that another coordinator has locked.
     *
     * @param limit leases that end at this time or later do not lapse
     * @param excluded migrations to skip
     */
    public Optional<LapsedLease> lockNextLapsed(Instant limit, Collection<MigrationId> excluded) {
        return jdbc
                .query(
                        """
                        SELECT d.migration_id, d.step, d.number, d.lease_until - d.lease, d.accepted_at IS NOT NULL,
                        """
                                + HAS_PROGRESSED
                                + """
                        FROM dispatch d JOIN migration m ON m.id = d.migration_id
                        WHERE d.settled_at IS NULL AND d.lease_until < least(?, clock_timestamp())
                            AND d.migration_id <> ALL (?::uuid[])
                        ORDER BY d.lease_until LIMIT 1 FOR UPDATE OF m SKIP LOCKED
                        """,
                        (row, _index) -> new LapsedLease(
                                new MigrationId(row.getObject(1, UUID.class)),
                                new StepId(row.getString(2)),
                                new DispatchNumber(row.getLong(3)),
                                row.getTimestamp(4).toInstant(),
                                row.getBoolean(5),
                                row.getBoolean(6)),
                        Timestamp.from(limit),
                        JdbcCombinedStatement.texts(excluded, migration -> migration))
                .stream()
                .findFirst();
    }
}
