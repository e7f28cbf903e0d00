package dev.lockstep.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A dispatch stopped in its tracks at a failpoint, as a stopped process is, until it is let go. */
public final class HeldDispatch implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final AtomicInteger hits = new AtomicInteger();
    private final Thread thread;
    private final Failpoints.Watch watch;

    private HeldDispatch(String point, int hit, Runnable dispatch) {
        watch = Failpoints.watch(passed -> {
            if (passed.equals(point) && hits.incrementAndGet() == hit) {
                reached.countDown();
                await(letGo, point);
            }
        });
        thread = Thread.ofPlatform().name("held at " + point).start(dispatch);
    }

    /** Runs the dispatch on another thread; returns once it stands at the point for the n-th time. */
    public static HeldDispatch at(String point, int hit, Runnable dispatch) {
        HeldDispatch held = new HeldDispatch(point, hit, dispatch);
        await(held.reached, point);
        return held;
    }

    /** Lets it go on; returns once it has ended, however it ended. */
    public void letGo() throws InterruptedException {
        letGo.countDown();
        if (!thread.join(LONGEST_WAIT)) {
            throw new AssertionError(thread.getName() + " did not end after it was let go");
        }
    }

    @Override
    public void close() {
        letGo.countDown();
        watch.close();
    }

    private static void await(CountDownLatch latch, String point) {
        try {
            if (!latch.await(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("waited too long at " + point);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted at " + point, e);
        }
    }
}
