package dev.lockstep.coordinator.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Limits the entries for refused requests of one sender, so that nobody can fill the trail: a hundred, and ten more each
 * second. The others are counted, and the next entry has their number.
 */
final class RefusedLimit {
    private static final int BURST = 100;
    private static final Duration REFILL = Duration.ofMillis(100);
    private final Clock clock;
    private int permits = BURST;
    private Instant refilledAt;
    private long omitted;

    RefusedLimit(Clock clock) {
        this.clock = clock;
        this.refilledAt = clock.instant();
    }

    synchronized boolean tryAcquire() {
        refill();
        if (permits == 0) {
            omitted++;
            return false;
        }
        permits--;
        return true;
    }

    private void refill() {
        long intervals = Duration.between(refilledAt, clock.instant()).dividedBy(REFILL);
        if (intervals > 0) {
            permits = (int) Math.min(BURST, permits + intervals);
            refilledAt = refilledAt.plus(REFILL.multipliedBy(intervals));
        }
    }

    /** The number of requests that were refused an entry since the last call. */
    synchronized long takeOmitted() {
        long taken = omitted;
        omitted = 0;
        return taken;
    }

    /** Counts requests again, because the entry with their number was not written. */
    synchronized void giveBack(long count) {
        omitted += count;
    }
}
