package dev.lockstep.worker.dispatch;

import dev.lockstep.worker.target.ServedTargets;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.context.SmartLifecycle;

/**
 * The dispatchers of all targets of this worker. They stop after the Kafka consumers and before the connections close.
 */
public final class WorkerDispatcher implements SmartLifecycle {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final List<TargetDispatcher> dispatchers;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("heartbeats").factory());
    private volatile boolean started;

    public WorkerDispatcher(ServedTargets targets, WorkerServices services, MeterRegistry registry) {
        HeartbeatSender heartbeats = new HeartbeatSender(services.envelope(), scheduler, System::nanoTime);
        DispatchMeters meters = new DispatchMeters(registry);
        dispatchers = targets.all().stream()
                .map(target -> new TargetDispatcher(target, services, heartbeats, meters))
                .toList();
    }

    public List<TargetDispatcher> dispatchers() {
        return dispatchers;
    }

    /** Deletes the scratch copies that killed workers have left on the targets; stops early if interrupted. */
    public void deleteAbandonedCopies() {
        for (TargetDispatcher dispatcher : dispatchers) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            dispatcher.abandonedCopies().delete();
        }
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public void stop() {
        dispatchers.forEach(dispatcher -> dispatcher.handOverAll("the worker is stopping"));
        started = false;
        try {
            long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
            for (TargetDispatcher dispatcher : dispatchers) {
                dispatcher.awaitIdle(deadline);
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

    /** Lower than the phase of the Kafka consumers: Spring stops the highest phase first. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4 * 1024;
    }
}
