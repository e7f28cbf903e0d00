package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Duration;

/**
 * How patient the saga is.
 *
 * @param attempts how many reported failures of one direction of one step are borne
 * @param firstPause the pause after the first failure; each further one is twice as long
 * @param longestPause the cap of the pauses
 * @param outageLimit how long a silent worker or store is waited for
 * @param lease how long a worker may be silent before its dispatch counts as lost
 */
public record SagaPolicy(
        int attempts, Duration firstPause, Duration longestPause, Duration outageLimit, Duration lease) {
    private static final int JITTER_PERCENT = 20;

    public SagaPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts are %d: a step is tried at least once".formatted(attempts));
        }
        if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("pauses from %s to %s do not grow".formatted(firstPause, longestPause));
        }
        if (!lease.isPositive() || outageLimit.isNegative()) {
            throw new IllegalArgumentException(
                    "lease %s and outage limit %s: both are waited for".formatted(lease, outageLimit));
        }
    }

    /** Ten attempts, pauses from one second to thirty, fifteen minutes of outage, fifteen seconds of lease. */
    public static SagaPolicy standard() {
        return new SagaPolicy(
                10, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(15), Duration.ofSeconds(15));
    }

    /** The pause after the attempt of that number failed; the dispatch decides the jitter, so it is the same again. */
    Duration pauseAfter(int attempt, DispatchNumber dispatch) {
        int doublings = Math.min(attempt - 1, Long.SIZE / 2);
        return jittered(capped(Duration.ofMillis(firstPause.toMillis() << doublings)), dispatch);
    }

    /** The pause while a store cannot be reached: as long again as it has been away, so the wait doubles. */
    Duration pauseDuring(Duration outage, DispatchNumber dispatch) {
        return jittered(capped(outage.compareTo(firstPause) < 0 ? firstPause : outage), dispatch);
    }

    private Duration capped(Duration pause) {
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    private static Duration jittered(Duration pause, DispatchNumber dispatch) {
        int spread = Math.floorMod(Long.hashCode(dispatch.value() * 0x9E37_79B9_7F4A_7C15L), 2 * JITTER_PERCENT + 1);
        return Duration.ofMillis(pause.toMillis() * (100 - JITTER_PERCENT + spread) / 100);
    }
}
