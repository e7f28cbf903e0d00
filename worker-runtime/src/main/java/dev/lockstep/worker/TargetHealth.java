package dev.lockstep.worker;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How the health of a target holds steps back.
 *
 * @param probe absent if no limit is set
 * @param interval the time between two readings while a step runs
 * @param limit how long a step may be held back without progress
 * @param threads run the readings, which may block
 */
public record TargetHealth(@Nullable HealthProbe probe, Duration interval, Duration limit, Executor threads) {
    private static final Executor VIRTUAL_THREADS =
            task -> Thread.ofVirtual().name("health-reading").start(task);

    /** A target that holds no step back. */
    public static final TargetHealth IGNORED = new TargetHealth(null, Duration.ZERO, Duration.ZERO);

    public TargetHealth(@Nullable HealthProbe probe, Duration interval, Duration limit) {
        this(probe, interval, limit, VIRTUAL_THREADS);
    }
}
