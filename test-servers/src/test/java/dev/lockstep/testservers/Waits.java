package dev.lockstep.testservers;

import java.time.Duration;

/** The limit of every wait in this module's tests. */
final class Waits {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private Waits() {}
}
