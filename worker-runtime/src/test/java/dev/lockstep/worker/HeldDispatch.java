package dev.lockstep.worker;

/** A dispatch stopped in its tracks at a failpoint, as a stopped process is, until it is let go. */
public final class HeldDispatch implements AutoCloseable {
    private final PointHold hold;
    private final Thread thread;

    private HeldDispatch(String point, int hit, Runnable dispatch) {
        hold = PointHold.at(point, hit);
        thread = Thread.ofPlatform().name("held at " + point).start(dispatch);
    }

    /** Runs the dispatch on another thread; returns once it stands at the point for the n-th time. */
    public static HeldDispatch at(String point, int hit, Runnable dispatch) {
        HeldDispatch held = new HeldDispatch(point, hit, dispatch);
        held.hold.awaitReached();
        return held;
    }

    /** Lets it go on; returns once it has ended, however it ended. */
    public void letGo() throws InterruptedException {
        hold.letGo();
        if (!thread.join(PointHold.LONGEST_WAIT)) {
            throw new AssertionError(thread.getName() + " did not end after it was let go");
        }
    }

    @Override
    public void close() {
        hold.close();
    }
}
