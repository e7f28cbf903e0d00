package dev.lockstep.coordinator.unawaited;

import java.time.Duration;

/**
 * How long the attempts of a request wait for an answer: each twice as long as the one before it, up to five minutes.
 *
 * @param first the time of the first attempt
 */
public record AttemptWaits(Duration first) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** The time of the next attempt of a request. */
    public Duration after(int attempts) {
        Duration wait = first.multipliedBy(1L << attempts);
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
