package dev.lockstep.coordinator.call;

import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls.DueCall;
import java.time.Duration;

/** The time between two requests: one second at first, and twice as long each time. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 16;

    private Backoff() {}

    static Duration after(DueCall call, Duration longest) {
        Duration backoff = FIRST.multipliedBy(1L << Math.min(call.attempts() - 1, MAX_DOUBLINGS));
        return backoff.compareTo(longest) < 0 ? backoff : longest;
    }
}
