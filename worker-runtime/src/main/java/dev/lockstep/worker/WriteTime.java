package dev.lockstep.worker;

import java.time.Duration;

/**
 * The time that the applies on one target need to write one unit, for the estimates of dry runs. It starts with an
 * assumption and follows the last applies. Several threads can use it.
 */
public final class WriteTime {
    /** The weight of one measurement; about the last ten batches count. */
    private static final double WEIGHT = 0.1;

    private double nanosPerUnit;

    /** @param assumed the time for one unit until the first apply */
    public WriteTime(Duration assumed) {
        this.nanosPerUnit = assumed.toNanos();
    }

    /** Adds the measurement of one batch. */
    public synchronized void record(long units, long nanos) {
        if (units > 0) {
            nanosPerUnit += WEIGHT * ((double) nanos / units - nanosPerUnit);
        }
    }

    /** The estimated time to write these units. */
    public synchronized Duration of(long units) {
        return Duration.ofNanos(Math.round(nanosPerUnit * units));
    }
}
