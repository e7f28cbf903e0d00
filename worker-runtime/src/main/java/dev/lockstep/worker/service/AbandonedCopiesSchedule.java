package dev.lockstep.worker.service;

import dev.lockstep.service.ProcessExit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Deletes the scratch copies of killed workers when this worker starts, and every ten minutes. */
final class AbandonedCopiesSchedule implements SmartLifecycle {
    private static final long INTERVAL_MINUTES = 10;

    private final Runnable deletion;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("abandoned-copies").factory());
    private volatile @Nullable ScheduledFuture<?> runs;

    /** @param deletion deletes the copies that nobody uses */
    AbandonedCopiesSchedule(Runnable deletion) {
        this.deletion = deletion;
    }

    @Override
    public void start() {
        runs = scheduler.scheduleWithFixedDelay(
                ProcessExit.guard("deletion of abandoned copies", deletion), 0, INTERVAL_MINUTES, TimeUnit.MINUTES);
    }

    @Override
    public void stop() {
        scheduler.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return runs != null && !runs.isDone();
    }
}
