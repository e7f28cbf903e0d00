package dev.lockstep.coordinator.deadline;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which leases may lapse, so that none lapses while its heartbeats may wait in Kafka.
 *
 * <p>The guard remembers the ends of the reports topic together with the time. When all reports up to these ends are
 * processed, the leases that had ended before that time may lapse: their workers had been silent for a whole lease. No
 * lease lapses while Kafka is unreachable, and for a grace period after that.
 */
final class LapseGuard {
    private final ReportBacklog backlog;
    private final Duration grace;
    private final LongSupplier nanoTime;
    private @Nullable Mark mark;
    private @Nullable Long graceEnd;

    private record Mark(ReportBacklog.Ends ends, Instant at) {}

    /**
     * @param grace the time in which workers must send a heartbeat after Kafka is reachable again
     * @param nanoTime a monotonic clock
     */
    LapseGuard(ReportBacklog backlog, Duration grace, LongSupplier nanoTime) {
        this.backlog = backlog;
        this.grace = grace;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the time before which a lease must have ended to lapse; empty if no lease may lapse now.
     *
     * @param now the time by the clock of the database
     */
    Optional<Instant> lapseLimit(Instant now) {
        try {
            Mark current = mark == null ? new Mark(backlog.ends(), now) : mark;
            boolean isProcessed = backlog.isProcessedUpTo(current.ends());
            mark = isProcessed ? null : current;
            return isProcessed && isGraceOver() ? Optional.of(current.at()) : Optional.empty();
        } catch (ReportBacklog.UnavailableException _e) {
            mark = null;
            graceEnd = nanoTime.getAsLong() + grace.toNanos();
            return Optional.empty();
        }
    }

    private boolean isGraceOver() {
        return graceEnd == null || nanoTime.getAsLong() - graceEnd >= 0;
    }
}
