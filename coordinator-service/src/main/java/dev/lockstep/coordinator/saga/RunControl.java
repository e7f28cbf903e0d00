package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Throttle;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an operator controls the running steps of a migration.
 *
 * @param pause absent while the migration is not paused
 * @param unitsPerSecond the highest rate of each step that is done unit by unit; absent if there is no limit
 */
public record RunControl(@Nullable Pause pause, @Nullable Integer unitsPerSecond) {
    public static final RunControl NONE = new RunControl(null, null);

    public boolean isPaused() {
        return pause != null;
    }

    /** The time since the last pause began; zero if the migration is not paused. */
    Duration pausedFor(Instant at) {
        return pause == null ? Duration.ZERO : Duration.between(pause.since(), at);
    }

    RunControl paused(Pause next) {
        return new RunControl(next, unitsPerSecond);
    }

    RunControl resumed() {
        return new RunControl(null, unitsPerSecond);
    }

    RunControl throttled(@Nullable Integer rate) {
        return new RunControl(pause, rate);
    }

    /** What a worker is told; absent if it may work as fast as it can. */
    @Nullable Throttle throttle() {
        return pause == null && unitsPerSecond == null ? null : new Throttle(isPaused(), unitsPerSecond);
    }
}
