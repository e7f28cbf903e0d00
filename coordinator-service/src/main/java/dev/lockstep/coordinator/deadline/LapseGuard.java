package dev.lockstep.coordinator.deadline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Prevents leases from lapsing while heartbeats may not have been processed: while reports wait in Kafka, while Kafka is
 * unreachable, and for a grace period after an outage of Kafka.
 */
final class LapseGuard {
    private final ReportBacklog backlog;
    private final Duration grace;
    private final Clock clock;
    private Instant graceEnd = Instant.MIN;

    /**
     * @param grace the time in which workers must send a heartbeat after Kafka is reachable again
     */
    LapseGuard(ReportBacklog backlog, Duration grace, Clock clock) {
        this.backlog = backlog;
        this.grace = grace;
        this.clock = clock;
    }

    boolean mayLapse() {
        return switch (backlog.state()) {
            case PROCESSED -> !clock.instant().isBefore(graceEnd);
            case PENDING -> false;
            case UNKNOWN -> {
                graceEnd = clock.instant().plus(grace);
                yield false;
            }
        };
    }
}
