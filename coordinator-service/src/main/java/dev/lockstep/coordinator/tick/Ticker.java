package dev.lockstep.coordinator.tick;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Runs a body after every interval, and at once when woken; a body that fails is run again after the interval. */
public final class Ticker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

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

    /** The same, woken by a bell. */
    public Ticker wokenBy(Bell bell) {
        bell.hang(this::wake);
        return this;
    }

    void wake() {
        wakeUps.release();
    }

    /** The same, with the first run at the start and not an interval later. */
    public Ticker atOnce() {
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

    // An edge: whatever goes wrong in one tick must not end the ticking.
    private void tick() throws InterruptedException {
        try {
            if (isRunning()) {
                body.run();
            }
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("tick", name)
                    .addKeyValue("again", interval)
                    .setCause(e)
                    .log("A tick failed and is tried again");
            new Semaphore(0).tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void join(Thread stopping) {
        try {
            stopping.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }
}
