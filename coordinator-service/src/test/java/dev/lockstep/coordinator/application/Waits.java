package dev.lockstep.coordinator.application;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits with the same time limit in all tests. */
final class Waits {
    static final Duration LIMIT = Duration.ofSeconds(20);

    private Waits() {}

    static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(20));
    }
}
