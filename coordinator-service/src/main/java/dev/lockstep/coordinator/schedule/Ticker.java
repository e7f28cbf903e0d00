package dev.lockstep.coordinator.schedule;

import dev.lockstep.service.ProcessExit;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs a task after every interval and at each wake-up. A failed run is followed by a pause of one interval, but of at
 * most five seconds; wake-ups take effect after it.
 *
 * <p>An error does not end the thread either, because then the task would never run again. After an error of the virtual
 * machine, such as a lack of memory, the process ends, so that it is started again.
 */
public final class Ticker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final long MAX_PAUSE_MILLIS = 5_000;
    private final String name;
    private final Duration interval;
    private final Runnable task;
    private final Consumer<Error> endProcess;
    // Both wait by the monotonic clock, so a change of the system's time delays no run.
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile CountDownLatch stopped = new CountDownLatch(0);
    private volatile @Nullable Thread thread;

    public Ticker(String name, Duration interval, Runnable task) {
        this(name, interval, task, ProcessExit::end);
    }

    Ticker(String name, Duration interval, Runnable task, Consumer<Error> endProcess) {
        this.name = name;
        this.interval = interval;
        this.task = task;
        this.endProcess = endProcess;
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
        stopped = new CountDownLatch(1);
        thread = starting;
        starting.start();
    }

    @Override
    public void stop() {
        Thread stopping = thread;
        thread = null;
        if (stopping != null) {
            stopped.countDown();
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
                if (isRunning() && !isTaskSuccessful()) {
                    var _ = stopped.await(Math.min(interval.toMillis(), MAX_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    // Catches everything at this boundary, so that a failed run does not end the thread.
    private boolean isTaskSuccessful() {
        try {
            task.run();
            return true;
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("ticker", name)
                    .addKeyValue("retryAfter", interval)
                    .setCause(e)
                    .log("A scheduled task failed and will be retried");
        } catch (Error e) {
            onError(e);
        }
        return false;
    }

    private void onError(Error error) {
        if (ProcessExit.isFatal(error)) {
            endProcess.accept(error);
            return;
        }
        LOG.atError()
                .addKeyValue("ticker", name)
                .addKeyValue("retryAfter", interval)
                .setCause(error)
                .log("A scheduled task failed with an error and will be retried");
    }

    private static void join(Thread stopping) {
        try {
            stopping.join(STOP_TIMEOUT);
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }
}
