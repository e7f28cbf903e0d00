package dev.lockstep.system.process;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The time limit and the poll interval of all waits. */
final class Waits {
    static final Duration LIMIT = Duration.ofMinutes(2);
    static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private Waits() {}

    /** Waits until the condition is met; fails after {@link #LIMIT}. */
    static ConditionFactory until(String condition) {
        return Awaitility.await(condition).atMost(LIMIT).pollInterval(POLL_INTERVAL);
    }

    /** Waits for this time, without a condition. */
    static void waitFor(Duration time) {
        Awaitility.await().pollDelay(time).atMost(LIMIT).until(() -> true);
    }
}
