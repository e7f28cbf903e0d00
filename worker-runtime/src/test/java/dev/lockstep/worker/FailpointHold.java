package dev.lockstep.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Blocks the thread that reaches the n-th hit of a failpoint until {@link #release} or {@link #close}. */
public final class FailpointHold implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger hits = new AtomicInteger();
    private final String point;
    private final Failpoints.Watch watch;

    private FailpointHold(String point, int hit) {
        this.point = point;
        watch = Failpoints.watch(reachedPoint -> {
            if (reachedPoint.equals(point) && hits.incrementAndGet() == hit) {
                reached.countDown();
                await(released);
            }
        });
    }

    public static FailpointHold at(String point, int hit) {
        return new FailpointHold(point, hit);
    }

    /** Waits until a thread is blocked at the failpoint. */
    public void awaitReached() {
        await(reached);
    }

    /** Releases the thread; returns true so that conditions can call it. */
    public boolean release() {
        released.countDown();
        return true;
    }

    @Override
    public void close() {
        released.countDown();
        watch.close();
    }

    private void await(CountDownLatch latch) {
        try {
            if (!latch.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("no thread reached failpoint %s, or its thread was not released, within %s"
                        .formatted(point, TIMEOUT));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted at failpoint " + point, e);
        }
    }
}
