package dev.lockstep.postgres.target;

import dev.lockstep.worker.HealthSignal;
import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.ThrottleOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The limits of the health of a PostgreSQL target. An absent limit does not matter.
 *
 * @param replicaLag the longest lag of a standby that has more WAL to replay than {@code replicaBacklog}
 * @param replicaBacklog how much WAL a standby may have to replay, whatever its lag; a delayed standby of a quiet server
 *     does not hold steps back
 * @param lockWaiters how many sessions of the database may wait for locks, advisory locks left out
 * @param isVacuumWaitedFor whether a step waits while a table that it names is vacuumed
 * @param walPerSecond how much WAL the server may write per second
 */
public record PostgresHealthLimits(
        ThrottleOptions common,
        @Nullable Duration replicaLag,
        DataSize replicaBacklog,
        @Nullable Integer lockWaiters,
        boolean isVacuumWaitedFor,
        @Nullable DataSize walPerSecond) {
    private static final int MAX_WAITERS = 100_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);

    static PostgresHealthLimits of(TargetOptions options) {
        return new PostgresHealthLimits(
                ThrottleOptions.of(options),
                options.durationLimit(HealthSignal.REPLICA_LAG.option(), Duration.ofSeconds(30), SHORTEST),
                options.size(HealthSignal.REPLICA_BACKLOG.option(), DataSize.ofMegabytes(16)),
                options.numberLimit(HealthSignal.LOCK_WAITERS.option(), 10, MAX_WAITERS),
                options.isOn(HealthSignal.VACUUM.option(), false),
                options.sizeLimit(HealthSignal.WAL_RATE.option(), null));
    }

    /** Whether there is any limit. */
    boolean areSet() {
        return common.latency() != null
                || replicaLag != null
                || lockWaiters != null
                || isVacuumWaitedFor
                || walPerSecond != null;
    }
}
