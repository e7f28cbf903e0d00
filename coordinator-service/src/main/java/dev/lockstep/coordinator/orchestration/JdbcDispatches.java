package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEffect;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The dispatches: who works on each, how far it has come, and until when silence is no loss. */
public final class JdbcDispatches {
    private final JdbcTemplate jdbc;

    public JdbcDispatches(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void open(SagaEffect.Send send) {
        CommandHeader header = send.command().header();
        jdbc.update(
                """
                INSERT INTO dispatch (number, migration_id, step, target, direction, attempt, identity, lease)
                VALUES (?, ?, ?, ?, ?, ?, ?, make_interval(secs => ? / 1000.0))
                """,
                header.dispatch().value(),
                header.migration().value(),
                header.step().value(),
                header.target().value(),
                directionOf(send).name().toLowerCase(Locale.ROOT),
                send.attempt(),
                valueOf(header.identity()),
                header.lease().toMillis());
    }

    void settle(DispatchNumber dispatch) {
        jdbc.update(
                "UPDATE dispatch SET settled_at = clock_timestamp() WHERE number = ? AND settled_at IS NULL",
                dispatch.value());
    }

    /** Renews the lease, and keeps how far the worker has come. */
    public void touch(Report.Accepted accepted) {
        touch(accepted.header(), null);
    }

    /** Renews the lease, and keeps how far the worker has come. */
    public void touch(Report.Heartbeat heartbeat) {
        touch(heartbeat.header(), heartbeat.progress());
    }

    private void touch(ReportHeader header, @Nullable Progress progress) {
        jdbc.update(
                """
                UPDATE dispatch SET lease_until = greatest(lease_until, clock_timestamp() + lease), worker = ?,
                    heard_at = clock_timestamp(),
                    done = coalesce(?, done), total = coalesce(?, total)
                WHERE number = ? AND migration_id = ? AND settled_at IS NULL
                """,
                header.worker(),
                progress == null ? null : progress.done(),
                progress == null ? null : progress.total(),
                header.dispatch().value(),
                header.migration().value());
    }

    /** The database that a dispatch was bound to; empty where it was bound to none, or is not known. */
    public Optional<TargetIdentity> boundTo(DispatchNumber dispatch) {
        return jdbc
                .queryForList("SELECT identity FROM dispatch WHERE number = ?", UUID.class, dispatch.value())
                .stream()
                .filter(identity -> identity != null)
                .map(TargetIdentity::new)
                .findFirst();
    }

    private static Direction directionOf(SagaEffect.Send send) {
        return switch (send.command()) {
            case Command.Preflight _c -> Direction.PREFLIGHT;
            case Command.Apply _c -> Direction.APPLY;
            case Command.Compensate _c -> Direction.COMPENSATE;
            case Command.Finish _c -> Direction.FINISH;
            case Command.Purge _c -> throw new IllegalArgumentException("a purge is no part of a saga");
        };
    }

    private static @Nullable UUID valueOf(@Nullable TargetIdentity identity) {
        return identity == null ? null : identity.value();
    }
}
