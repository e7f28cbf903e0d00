package dev.lockstep.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options about the health of a target that every store has.
 *
 * @param latency the longest time for one reading of the health; absent if it does not matter
 * @param interval the time between two readings while a step runs
 * @param limit how long a step may be held back without progress
 */
public record ThrottleOptions(@Nullable Duration latency, Duration interval, Duration limit) {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    public static ThrottleOptions of(TargetOptions options) {
        return new ThrottleOptions(
                options.durationLimit(HealthSignal.LATENCY.option(), Duration.ofSeconds(1), SHORTEST),
                options.duration("throttle-interval", Duration.ofSeconds(1), SHORTEST),
                options.duration("throttle-limit", Duration.ofMinutes(15), SHORTEST));
    }

    /**
     * The health of a target with these options.
     *
     * @param probe absent if the target has no limit
     */
    public TargetHealth health(@Nullable HealthProbe probe) {
        return new TargetHealth(probe, interval, limit);
    }
}
