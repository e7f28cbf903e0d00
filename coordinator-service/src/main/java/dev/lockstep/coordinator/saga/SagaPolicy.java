package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Duration;

/**
 * The limits of retries and waits.
 *
 * @param maxAttempts the number of reported failures after which a direction of a step is given up
 * @param initialBackoff the back-off after the first failure; it doubles with each further failure
 * @param maxBackoff the longest back-off, before jitter
 * @param outageLimit how long the saga waits for an unreachable worker or store
 * @param lease the time after the last report on a dispatch at which the dispatch is considered lost
 */
public record SagaPolicy(
        int maxAttempts, Duration initialBackoff, Duration maxBackoff, Duration outageLimit, Duration lease) {
    private static final int JITTER_PERCENT = 20;

    public SagaPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("max-attempts is %d; set it to at least 1".formatted(maxAttempts));
        }
        if (initialBackoff.isNegative() || maxBackoff.compareTo(initialBackoff) < 0) {
            throw new IllegalArgumentException(
                    "initial-backoff is %s and max-backoff is %s; set 0 <= initial-backoff <= max-backoff"
                            .formatted(initialBackoff, maxBackoff));
        }
        if (!lease.isPositive() || outageLimit.isNegative()) {
            throw new IllegalArgumentException(
                    "lease is %s and outage-limit is %s; set a lease above 0 and an outage-limit of at least 0"
                            .formatted(lease, outageLimit));
        }
    }

    /** Ten attempts, back-offs from one to thirty seconds, fifteen minutes of outage, a lease of fifteen seconds. */
    public static SagaPolicy standard() {
        return new SagaPolicy(
                10, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(15), Duration.ofSeconds(15));
    }

    /** The back-off after a failed attempt. The dispatch number determines the jitter, so the result is repeatable. */
    Duration backoffAfter(int attempt, DispatchNumber dispatch) {
        int doublings = Math.min(attempt - 1, Long.SIZE / 2);
        return withJitter(limited(Duration.ofMillis(initialBackoff.toMillis() << doublings)), dispatch);
    }

    /** The back-off while a store is unreachable. It equals the length of the outage so far, so it roughly doubles. */
    Duration backoffDuring(Duration outage, DispatchNumber dispatch) {
        return withJitter(limited(outage.compareTo(initialBackoff) < 0 ? initialBackoff : outage), dispatch);
    }

    private Duration limited(Duration backoff) {
        return backoff.compareTo(maxBackoff) < 0 ? backoff : maxBackoff;
    }

    // Multiplying by 2^64 / golden ratio spreads consecutive dispatch numbers over all jitters.
    private static Duration withJitter(Duration backoff, DispatchNumber dispatch) {
        int jitter = Math.floorMod(Long.hashCode(dispatch.value() * 0x9E37_79B9_7F4A_7C15L), 2 * JITTER_PERCENT + 1);
        return Duration.ofMillis(backoff.toMillis() * (100 - JITTER_PERCENT + jitter) / 100);
    }
}
