package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Throttle;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an operator controls the running steps of a migration.
 *
 * @param pause absent while the migration is not paused
 * @param pace how fast each step works that is done unit by unit
 */
public record RunControl(@Nullable Pause pause, Pace pace) {
    public static final RunControl NONE = new RunControl(null, Pace.NONE);

    public boolean isPaused() {
        return pause != null;
    }

    /** The time since the last pause began; zero if the migration is not paused. */
    Duration pausedFor(Instant at) {
        return pause == null ? Duration.ZERO : Duration.between(pause.since(), at);
    }

    RunControl paused(Pause next) {
        return new RunControl(next, pace);
    }

    RunControl resumed() {
        return new RunControl(null, pace);
    }

    RunControl throttled(Pace next) {
        return new RunControl(pause, next);
    }

    /** What a worker is told; absent if it may work as fast as it can. */
    @Nullable Throttle throttle() {
        return equals(NONE) ? null : new Throttle(isPaused(), pace.unitsPerSecond(), pace.batchSize());
    }
}
