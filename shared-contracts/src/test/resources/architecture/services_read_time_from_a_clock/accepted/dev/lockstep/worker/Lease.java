package dev.lockstep.worker;

import java.time.Clock;
import java.time.Instant;

record Lease(Clock clock) {
    Instant now() {
        return Instant.now(clock);
    }

    long monotonicNanos() {
        return System.nanoTime();
    }
}
