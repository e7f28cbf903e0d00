package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How fast a worker may work on a dispatch that is done unit by unit.
 *
 * @param paused whether the worker stops at once, after it has taken the step over from earlier dispatches
 * @param unitsPerSecond the highest rate, on average over the dispatch, 1 to {@link #MAX_RATE}; absent if there is no
 *     limit
 */
public record Throttle(@JsonProperty(required = true) boolean paused, @Nullable Integer unitsPerSecond) {
    public static final int MAX_RATE = 1_000_000;

    public Throttle {
        if (unitsPerSecond != null && (unitsPerSecond < 1 || unitsPerSecond > MAX_RATE)) {
            throw new IllegalArgumentException(
                    "unitsPerSecond is %d; 1 to %d is expected".formatted(unitsPerSecond, MAX_RATE));
        }
    }
}
