package dev.lockstep.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options about the health of a target that every store has.
 *
 * @param latency the longest time for one reading of the health; absent if it does not matter
 * @param interval the time between two readings while a step runs; at most {@link #LONGEST_INTERVAL}, and shorter than
 *     {@code limit}
 * @param limit how long a step may be held back without progress
 */
public record ThrottleOptions(@Nullable Duration latency, Duration interval, Duration limit) {
    /** A step on a target that has become healthy again continues within this time. */
    static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final String INTERVAL = "throttle-interval";
    private static final String LIMIT = "throttle-limit";

    public static ThrottleOptions of(TargetOptions options) {
        ThrottleOptions found = new ThrottleOptions(
                options.durationLimit(HealthSignal.LATENCY.option(), Duration.ofSeconds(1), SHORTEST),
                options.duration(INTERVAL, Duration.ofSeconds(1), SHORTEST, LONGEST_INTERVAL),
                options.duration(LIMIT, Duration.ofMinutes(15), SHORTEST));
        if (found.interval.compareTo(found.limit) >= 0) {
            // One reading that is not healthy would fail the step.
            throw options.invalid(
                    INTERVAL,
                    HealthIssue.text(found.interval),
                    "less than %s, which is %s".formatted(LIMIT, HealthIssue.text(found.limit)));
        }
        return found;
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
