package dev.lockstep.system.process;

import java.time.Duration;

/** How long a test waits for anything, and how often it looks. */
final class Waits {
    static final Duration LIMIT = Duration.ofMinutes(2);
    static final Duration GLANCE = Duration.ofMillis(50);

    private Waits() {}
}
