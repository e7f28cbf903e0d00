package dev.lockstep.benchmark;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for the length of a measurement. */
final class Pause {

    private Pause() {}

    static void of(Duration length) {
        long endNanos = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
