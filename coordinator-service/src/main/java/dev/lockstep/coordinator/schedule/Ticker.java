package dev.lockstep.coordinator.schedule;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Runs a body after every interval, and at once when woken; after a failure it runs it again an interval later. */
public final class Ticker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final long STOP_SECONDS = 20;
    private final String name;
    private final Duration interval;
    private final Runnable body;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile @Nullable Thread thread;

    public Ticker(String name, Duration interval, Runnable body) {
        this.name = name;
        this.interval = interval;
        this.body = body;
    }

    /** Attaches this ticker to a wake-up. */
    public Ticker wokenBy(WakeUp wakeUp) {
        wakeUp.attach(wakeUps::release);
        return this;
    }

    /** Runs the body first at the start, not an interval later. */
    public Ticker withoutInitialDelay() {
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
                tick();
            }
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    // An edge of the application: no failure of one tick may end the thread.
    private void tick() throws InterruptedException {
        try {
            if (isRunning()) {
                body.run();
            }
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("ticker", name)
                    .addKeyValue("retryAfter", interval)
                    .setCause(e)
                    .log("A scheduled run failed and will be retried");
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
