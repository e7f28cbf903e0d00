package dev.lockstep.worker;

import java.time.Duration;

/**
 * The time that the applies on one target need to write one unit, for the estimates of dry runs. It starts with an
 * assumption and follows the last applies. Several threads can use it.
 */
public final class WriteTime {
    /** The weight of one measurement; about the last ten batches count. */
    private static final double WEIGHT = 0.1;

    /** In a smaller batch the round trips take most of the time, so it says nothing about the time for one unit. */
    private static final long MIN_UNITS = 100;

    private double nanosPerUnit;

    /** @param assumed the time for one unit until the first apply */
    public WriteTime(Duration assumed) {
        this.nanosPerUnit = assumed.toNanos();
    }

    /** Adds the measurement of one batch. A small one does not count. */
    public synchronized void record(long units, long nanos) {
        if (units >= MIN_UNITS) {
            nanosPerUnit += WEIGHT * ((double) nanos / units - nanosPerUnit);
        }
    }

    /** The estimated time to write these units. */
    public synchronized Duration of(long units) {
        return Duration.ofNanos(Math.round(nanosPerUnit * units));
    }
}
