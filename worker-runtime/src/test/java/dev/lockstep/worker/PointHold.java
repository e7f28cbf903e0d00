package dev.lockstep.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds whichever thread comes to a failpoint for the n-th time, until it is let go or this is closed. */
public final class PointHold implements AutoCloseable {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final AtomicInteger hits = new AtomicInteger();
    private final String point;
    private final Failpoints.Watch watch;

    private PointHold(String point, int hit) {
        this.point = point;
        watch = Failpoints.watch(passed -> {
            if (passed.equals(point) && hits.incrementAndGet() == hit) {
                reached.countDown();
                await(letGo);
            }
        });
    }

    public static PointHold at(String point, int hit) {
        return new PointHold(point, hit);
    }

    /** Returns once a thread stands at the point. */
    public void awaitReached() {
        await(reached);
    }

    /** Lets the thread go on; true, so that it can stand in a condition. */
    public boolean letGo() {
        letGo.countDown();
        return true;
    }

    @Override
    public void close() {
        letGo.countDown();
        watch.close();
    }

    private void await(CountDownLatch latch) {
        try {
            if (!latch.await(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("waited too long at " + point);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted at " + point, e);
        }
    }
}
