package dev.lockstep.coordinator.deadline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Knows whether the workers could be heard lately: while reports wait unread they may hold the very heartbeat that a
 * lease lacks, and once Kafka is back the workers need a moment to send it.
 */
public final class Interruption {
    private final Backlog backlog;
    private final Duration grace;
    private final Clock clock;
    private Instant deafUntil = Instant.MIN;

    /**
     * Asks this backlog.
     *
     * @param grace how long workers are given to be heard again once Kafka is back
     */
    public Interruption(Backlog backlog, Duration grace, Clock clock) {
        this.backlog = backlog;
        this.grace = grace;
        this.clock = clock;
    }

    /** Whether silence means silence. */
    public boolean isOver() {
        return switch (backlog.state()) {
            case READ -> !clock.instant().isBefore(deafUntil);
            case UNREAD -> false;
            case UNKNOWN -> {
                deafUntil = clock.instant().plus(grace);
                yield false;
            }
        };
    }
}
