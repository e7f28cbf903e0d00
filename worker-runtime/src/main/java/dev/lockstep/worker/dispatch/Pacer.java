package dev.lockstep.worker.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a dispatch wait between its batches, so that its average rate does not exceed a limit. The rate is measured from
 * the end of its first batch. Used only by the thread of the dispatch.
 */
final class Pacer {
    private static final long MAX_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private final @Nullable Integer unitsPerSecond;
    private final LongSupplier nanoTime;
    private boolean started;
    private long startedAt;
    private long doneBefore;

    /** @param unitsPerSecond absent if there is no limit */
    Pacer(@Nullable Integer unitsPerSecond, LongSupplier nanoTime) {
        this.unitsPerSecond = unitsPerSecond;
        this.nanoTime = nanoTime;
    }

    /**
     * Waits until the next unit may be processed.
     *
     * @param done the number of units processed so far
     * @param mustStop ends the wait early, within 50 ms
     * @return how long it has waited, in nanoseconds
     */
    long await(long done, BooleanSupplier mustStop) {
        if (unitsPerSecond == null) {
            return 0;
        }
        long begin = nanoTime.getAsLong();
        if (!started) {
            started = true;
            startedAt = begin;
            doneBefore = done;
            return 0;
        }
        double seconds = (double) (done - doneBefore) / unitsPerSecond;
        long due = startedAt + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        for (long left = due - nanoTime.getAsLong();
                left > 0 && !mustStop.getAsBoolean();
                left = due - nanoTime.getAsLong()) {
            LockSupport.parkNanos(Math.min(left, MAX_SLICE_NANOS));
        }
        return nanoTime.getAsLong() - begin;
    }

    /** Measures the rate from the next batch on, so that a dispatch that was held back does not catch up. */
    void restart() {
        started = false;
    }
}
