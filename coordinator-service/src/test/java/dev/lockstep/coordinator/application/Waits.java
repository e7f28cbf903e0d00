package dev.lockstep.coordinator.application;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for conditions; all waits have the same time limit, which a loaded machine does not reach. */
final class Waits {
    static final Duration LIMIT = Duration.ofMinutes(1);

    private Waits() {}

    static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(20));
    }
}
