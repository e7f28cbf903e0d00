package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How fast a worker may work on a dispatch that is done unit by unit.
 *
 * @param paused whether the worker stops at once, after it has taken the step over from earlier dispatches
 * @param unitsPerSecond the highest rate, on average over the dispatch, 1 to {@link #MAX_RATE}; absent if there is no
 *     limit
 * @param batchSize the number of units per batch, 1 to {@link #MAX_BATCH_SIZE}; absent if the worker's own setting holds
 */
public record Throttle(
        @JsonProperty(required = true) boolean paused, @Nullable Integer unitsPerSecond, @Nullable Integer batchSize) {
    public static final int MAX_RATE = 1_000_000;
    public static final int MAX_BATCH_SIZE = 10_000;

    public Throttle {
        requireBetween("unitsPerSecond", unitsPerSecond, MAX_RATE);
        requireBetween("batchSize", batchSize, MAX_BATCH_SIZE);
    }

    private static void requireBetween(String field, @Nullable Integer value, int max) {
        if (value != null && (value < 1 || value > max)) {
            throw new IllegalArgumentException("%s is %d; 1 to %d is expected".formatted(field, value, max));
        }
    }
}
