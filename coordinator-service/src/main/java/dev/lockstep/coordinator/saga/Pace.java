package dev.lockstep.coordinator.saga;

import org.jspecify.annotations.Nullable;

/**
 * How fast each step works that is done unit by unit, as an operator has set it.
 *
 * @param unitsPerSecond the highest rate; absent if there is no limit
 * @param batchSize the number of units per batch; absent if the setting of the worker holds
 */
public record Pace(@Nullable Integer unitsPerSecond, @Nullable Integer batchSize) {
    public static final Pace NONE = new Pace(null, null);

    @Override
    public String toString() {
        String rate = unitsPerSecond == null ? "no limit of the rate" : unitsPerSecond + " units per second";
        return batchSize == null ? rate : rate + ", batches of " + batchSize;
    }
}
