package dev.lockstep.stack;

import java.time.Duration;

/** The limit of every wait in this module's tests. */
public final class Waits {

    public static final Duration LIMIT = Duration.ofSeconds(30);

    private Waits() {}
}
