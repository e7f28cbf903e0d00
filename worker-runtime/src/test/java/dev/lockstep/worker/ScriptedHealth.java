package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * A target whose health at each reading is a function of the test. It is read before every batch, on the thread of the
 * step: on another thread, short batches could all end before the reading does.
 */
public final class ScriptedHealth implements HealthProbe {
    public static final String REASON = "latency 2 s, limit 1 s";
    private static final HealthReading UNHEALTHY =
            new HealthReading(List.of(new HealthIssue(HealthSignal.LATENCY, REASON)), true);

    private final IntPredicate isHealthy;
    private final AtomicInteger readings = new AtomicInteger();

    /** @param isHealthy tells of each reading, from 0 on, whether the target is healthy */
    public ScriptedHealth(IntPredicate isHealthy) {
        this.isHealthy = isHealthy;
    }

    public int readings() {
        return readings.get();
    }

    @Override
    public HealthReading read(StepOperation operation) {
        return isHealthy.test(readings.getAndIncrement()) ? HealthReading.HEALTHY : UNHEALTHY;
    }

    /** The target with this health. */
    public DelegatingTarget of(ConnectedTarget target, Duration limit) {
        TargetHealth health = new TargetHealth(this, Duration.ZERO, limit, Runnable::run);
        return new Target(target, health);
    }

    private record Target(ConnectedTarget target, TargetHealth health) implements DelegatingTarget {}
}
