package dev.lockstep.mongo.target;

import dev.lockstep.worker.HealthSignal;
import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.ThrottleOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the health of a MongoDB target. An absent limit does not matter.
 *
 * @param replicaLag the longest lag of a secondary behind the primary, beyond the delay that it is configured with
 * @param memory the share of the cache of WiredTiger that may be in use, in percent
 * @param dirtyCache the share of the cache that may wait to be written to disk, in percent
 */
public record MongoHealthLimits(
        ThrottleOptions common, @Nullable Duration replicaLag, @Nullable Integer memory, @Nullable Integer dirtyCache) {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    /** At this share WiredTiger makes applications wait and evict pages themselves. */
    private static final int EVICTION_TRIGGER = 95;
    /** The same for pages that wait to be written. */
    private static final int DIRTY_TRIGGER = 20;

    static MongoHealthLimits of(TargetOptions options) {
        return new MongoHealthLimits(
                ThrottleOptions.of(options),
                options.durationLimit(HealthSignal.REPLICA_LAG.option(), Duration.ofSeconds(10), SHORTEST),
                options.percentLimit(HealthSignal.MEMORY.option(), EVICTION_TRIGGER),
                options.percentLimit(HealthSignal.DIRTY_CACHE.option(), DIRTY_TRIGGER));
    }

    /** Whether there is any limit. */
    public boolean areSet() {
        return common.latency() != null || replicaLag != null || readsCache();
    }

    boolean readsCache() {
        return memory != null || dirtyCache != null;
    }
}
