package dev.lockstep.coordinator.schedule;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Runs a task after every interval and at each wake-up. A failed run is followed by a pause of one interval. */
public final class Ticker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final long STOP_SECONDS = 20;
    private final String name;
    private final Duration interval;
    private final Runnable task;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile @Nullable Thread thread;

    public Ticker(String name, Duration interval, Runnable task) {
        this.name = name;
        this.interval = interval;
        this.task = task;
    }

    /** Also runs the task when this wake-up is signalled. */
    public Ticker wakeOn(WakeUp wakeUp) {
        wakeUp.attach(wakeUps::release);
        return this;
    }

    /** Runs the task for the first time at the start, not one interval later. */
    public Ticker runAtStart() {
        wakeUps.release();
        return this;
    }

    @Override
    public void start() {
        Thread starting = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        thread = starting;
        starting.start();
    }

    @Override
    public void stop() {
        Thread stopping = thread;
        thread = null;
        if (stopping != null) {
            wakeUps.release();
            join(stopping);
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        try {
            while (isRunning()) {
                if (wakeUps.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
                runTask();
            }
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    // Catches all exceptions at this boundary, so that a failed run does not end the thread.
    private void runTask() throws InterruptedException {
        try {
            if (isRunning()) {
                task.run();
            }
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("ticker", name)
                    .addKeyValue("retryAfter", interval)
                    .setCause(e)
                    .log("A scheduled task failed and will be retried");
            new Semaphore(0).tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void join(Thread stopping) {
        try {
            stopping.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }
}
