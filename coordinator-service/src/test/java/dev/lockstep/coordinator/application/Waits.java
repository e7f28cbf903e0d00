package dev.lockstep.coordinator.application;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The time limit of all waits. */
final class Waits {
    static final Duration LIMIT = Duration.ofSeconds(20);

    private Waits() {}

    static ConditionFactory until() {
        return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(20));
    }
}
