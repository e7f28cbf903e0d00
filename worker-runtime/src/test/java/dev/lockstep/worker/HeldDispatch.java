package dev.lockstep.worker;

/** A dispatch that pauses at a failpoint, like a stopped process, until it is released. */
public final class HeldDispatch implements AutoCloseable {
    private final FailpointHold hold;
    private final Thread thread;

    private HeldDispatch(String point, int hit, Runnable dispatch) {
        hold = FailpointHold.at(point, hit);
        thread = Thread.ofPlatform().name("held at " + point).start(dispatch);
    }

    /** Runs the dispatch on another thread; returns after it has reached the n-th hit of the failpoint. */
    public static HeldDispatch at(String point, int hit, Runnable dispatch) {
        HeldDispatch held = new HeldDispatch(point, hit, dispatch);
        held.hold.awaitReached();
        return held;
    }

    /** Releases the dispatch and waits until it has ended, with or without an exception. */
    public void release() throws InterruptedException {
        hold.release();
        if (!thread.join(FailpointHold.TIMEOUT)) {
            throw new AssertionError(thread.getName() + " did not end after its release");
        }
    }

    @Override
    public void close() {
        hold.close();
    }
}
