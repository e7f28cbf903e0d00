package dev.lockstep.stack;

import java.time.Duration;

/** The one limit of every wait here. */
final class Waits {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private Waits() {}
}
