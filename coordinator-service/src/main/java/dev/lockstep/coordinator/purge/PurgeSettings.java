package dev.lockstep.coordinator.purge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of purges.
 *
 * @param rowsPerSecond the highest rate at which a worker removes rows of a journal
 * @param maxTargets the number of targets that are purged at the same time, over all coordinators
 * @param busyLimit how long a purge waits for a target on which migrations run or are queued, before it is sent anyway
 * @param spread purges after the retention wait for a random time up to this, so that not all start at once
 * @param retryInterval how long a purge waits after all its attempts have failed; twice as long after each further time, up
 *     to a day
 */
@ConfigurationProperties("lockstep.purge")
record PurgeSettings(
        @DefaultValue("20000") int rowsPerSecond,
        @DefaultValue("4") int maxTargets,
        @DefaultValue("1h") Duration busyLimit,
        @DefaultValue("1m") Duration spread,
        @DefaultValue("10m") Duration retryInterval) {
    PurgeSettings {
        requireBetween("rows-per-second", rowsPerSecond, 100, 1_000_000);
        requireBetween("max-targets", maxTargets, 1, 1_000);
        requireBetween("busy-limit in seconds", busyLimit.toSeconds(), 0, 604_800);
        requireBetween("spread in seconds", spread.toSeconds(), 0, 86_400);
        requireBetween("retry-interval in seconds", retryInterval.toSeconds(), 1, 86_400);
    }

    private static void requireBetween(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "lockstep.purge.%s is %d; %d to %d is expected".formatted(name, value, min, max));
        }
    }
}
