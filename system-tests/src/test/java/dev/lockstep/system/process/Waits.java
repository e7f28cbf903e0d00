package dev.lockstep.system.process;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The time limit and the poll interval of all waits. */
final class Waits {
    static final Duration LIMIT = Duration.ofMinutes(2);
    static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private Waits() {}

    /**
     * Starts a wait that fails after {@link #LIMIT}. The caller adds the condition.
     *
     * @param description what is awaited, for the error message
     */
    static ConditionFactory await(String description) {
        return Awaitility.await(description).atMost(LIMIT).pollInterval(POLL_INTERVAL);
    }

    /** Waits for this time, without a condition. */
    static void waitFor(Duration time) {
        Awaitility.await().pollDelay(time).atMost(LIMIT).until(() -> true);
    }
}
