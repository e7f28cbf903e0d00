package dev.lockstep.redis.target;

import dev.lockstep.worker.HealthSignal;
import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.TargetSettings;
import dev.lockstep.worker.ThrottleOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The limits of the health of a Redis target. An absent limit does not matter.
 *
 * @param replicaLag the longest time since the last acknowledgement of a replica
 * @param replicaBacklog how many bytes a replica may be behind
 * @param memory the share of {@code maxmemory} that may be used, in percent
 * @param isMemoryOfEvictingServersLimited whether the limit of the memory also holds for a server that evicts keys, which
 *     may be full without harm; only if the limit was set
 * @param isSavingWaitedFor whether a step waits while the server writes a snapshot or rewrites its append-only file
 */
record RedisHealthLimits(
        ThrottleOptions common,
        @Nullable Duration replicaLag,
        @Nullable DataSize replicaBacklog,
        @Nullable Integer memory,
        boolean isMemoryOfEvictingServersLimited,
        boolean isSavingWaitedFor) {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final int DEFAULT_MEMORY = 90;

    static RedisHealthLimits of(TargetSettings settings, TargetOptions options) {
        return new RedisHealthLimits(
                ThrottleOptions.of(options),
                options.durationLimit(HealthSignal.REPLICA_LAG.option(), Duration.ofSeconds(10), SHORTEST),
                options.sizeLimit(HealthSignal.REPLICA_BACKLOG.option(), DataSize.ofMegabytes(32)),
                options.percentLimit(HealthSignal.MEMORY.option(), DEFAULT_MEMORY),
                settings.options().containsKey(HealthSignal.MEMORY.option()),
                options.isOn(HealthSignal.SAVING.option(), false));
    }

    /** Whether there is any limit. */
    boolean areSet() {
        return common.latency() != null
                || replicaLag != null
                || replicaBacklog != null
                || memory != null
                || isSavingWaitedFor;
    }
}
