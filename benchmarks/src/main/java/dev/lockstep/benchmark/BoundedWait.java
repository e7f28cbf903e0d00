package dev.lockstep.benchmark;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, and fails when it does not come true in time. */
record BoundedWait(Duration limit, Duration pollInterval) {
    /**
     * Waits until the condition is true.
     *
     * @param expected says what is waited for, such as {@code migration 7 is paused}
     * @param found says what is the case, for the failure
     * @throws IllegalStateException after the limit
     */
    void until(String expected, BooleanSupplier condition, Supplier<?> found) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start >= limit.toNanos()) {
                throw new IllegalStateException("after %d s it is not true that %s; found %s"
                        .formatted(limit.toSeconds(), expected, found.get()));
            }
            Pause.of(pollInterval);
        }
    }
}
