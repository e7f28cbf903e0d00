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
     * @param lastReportAt when a worker last reported on the dispatch; absent if no worker did
     */
    public record LapsedLease(
            MigrationId migration, StepId step, DispatchNumber dispatch, @Nullable Instant lastReportAt) {}

    /** Starts the leases of dispatches whose commands were published. */
    public void start(List<DispatchNumber> dispatches) {
        jdbc.update(
                """
                UPDATE dispatch d SET lease_until = greatest(d.lease_until, clock_timestamp() + d.lease)
                FROM (SELECT number FROM dispatch WHERE number = ANY (?::bigint[]) AND settled_at IS NULL
                    ORDER BY number FOR UPDATE) locked
                WHERE d.number = locked.number
                """,
                (Object) JdbcCombinedStatement.numbers(dispatches, DispatchNumber::value));
    }

    /** Renews the lease of each dispatch on which a worker has reported, and saves the progress. */
    public void renew(Collection<Renewal> renewals) {
        jdbc.update(
                """
                UPDATE dispatch d SET lease_until = greatest(d.lease_until, clock_timestamp() + d.lease),
                    last_report_at = clock_timestamp(),
                    done = coalesce(locked.new_done, d.done), total = coalesce(locked.new_total, d.total)
                FROM (SELECT o.number, r.done AS new_done, r.total AS new_total
                    FROM unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[]) AS r (number, migration_id, done, total)
                    JOIN dispatch o ON o.number = r.number AND o.migration_id = r.migration_id
                    WHERE o.settled_at IS NULL ORDER BY o.number FOR UPDATE OF o) locked
                WHERE d.number = locked.number
                """,
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
                                : renewal.progress().total()));
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

    /**
     * Finds the lease that lapsed first and locks its migration; skips migrations that another coordinator has locked.
     */
    public Optional<LapsedLease> lockNextLapsed() {
        return jdbc
                .query(
                        """
                        SELECT d.migration_id, d.step, d.number, d.last_report_at
                        FROM dispatch d JOIN migration m ON m.id = d.migration_id
                        WHERE d.settled_at IS NULL AND d.lease_until < clock_timestamp()
                        ORDER BY d.lease_until LIMIT 1 FOR UPDATE OF m SKIP LOCKED
                        """,
                        (row, _index) -> new LapsedLease(
                                new MigrationId(row.getObject(1, UUID.class)),
                                new StepId(row.getString(2)),
                                new DispatchNumber(row.getLong(3)),
                                instant(row.getTimestamp(4))))
                .stream()
                .findFirst();
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
