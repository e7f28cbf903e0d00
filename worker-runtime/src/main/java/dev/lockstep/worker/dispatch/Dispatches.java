package dev.lockstep.worker.dispatch;

import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.target.ServedTargets;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.context.SmartLifecycle;

/** The commands at work on all targets of this worker; ended after the intake and before the connections. */
public final class Dispatches implements SmartLifecycle {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<TargetDispatches> all;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("heartbeats").factory());
    private volatile boolean started;

    public Dispatches(ServedTargets targets, ReportPublisher reports, ReportEnvelope envelope, MeterRegistry registry) {
        Heartbeats heartbeats = new Heartbeats(envelope, scheduler, System::nanoTime);
        DispatchMeters meters = new DispatchMeters(registry);
        all = targets.all().stream()
                .map(target -> new TargetDispatches(target, reports, envelope, heartbeats, meters))
                .toList();
    }

    public List<TargetDispatches> all() {
        return all;
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public void stop() {
        all.forEach(target -> target.giveWay("the worker is being stopped"));
        started = false;
        try {
            long end = System.nanoTime() + GRACE.toNanos();
            for (TargetDispatches target : all) {
                target.awaitNone(end);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        scheduler.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    /** Below the intake's phase: what begins last ends first. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4 * 1024;
    }
}
