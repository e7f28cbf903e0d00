package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import java.sql.Timestamp;
import java.time.Instant;
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
                UPDATE dispatch SET lease_until = greatest(lease_until, clock_timestamp() + lease)
                WHERE number = ANY (?::bigint[])
                """,
                (Object) dispatches.stream().map(DispatchNumber::value).toArray(Long[]::new));
    }

    /** Renews the lease of a dispatch that a worker has accepted. */
    public void renew(Report.Accepted accepted) {
        renew(accepted.header(), null);
    }

    /** Renews the lease of a dispatch and saves its progress. */
    public void renew(Report.Heartbeat heartbeat) {
        renew(heartbeat.header(), heartbeat.progress());
    }

    private void renew(ReportHeader header, @Nullable Progress progress) {
        jdbc.update(
                """
                UPDATE dispatch SET lease_until = greatest(lease_until, clock_timestamp() + lease),
                    last_report_at = clock_timestamp(),
                    done = coalesce(?, done), total = coalesce(?, total)
                WHERE number = ? AND migration_id = ? AND settled_at IS NULL
                """,
                progress == null ? null : progress.done(),
                progress == null ? null : progress.total(),
                header.dispatch().value(),
                header.migration().value());
    }

    /** Returns whether any lease has lapsed. */
    public boolean hasLapsed() {
        return !jdbc.queryForList(
                        "SELECT 1 FROM dispatch WHERE settled_at IS NULL AND lease_until < clock_timestamp() LIMIT 1")
                .isEmpty();
    }

    /** Finds the lease that lapsed first and locks its migration; skips migrations that another coordinator has locked. */
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
