package dev.lockstep.worker.dispatch;

import java.util.HashSet;
import java.util.Set;

/** The dispatches under way on one target; a newer one has the older ones give way, and does not wait for them. */
final class RunningDispatches {
    private final Set<RunningDispatch> running = new HashSet<>();

    synchronized void begin(RunningDispatch next) {
        if (next.isFenced()) {
            running.stream()
                    .filter(RunningDispatch::isFenced)
                    .filter(older -> older.isBelow(next))
                    .forEach(older -> older.giveWay(
                            "dispatch %s has come".formatted(next.header().dispatch())));
        }
        running.add(next);
    }

    synchronized void end(RunningDispatch ended) {
        running.remove(ended);
        notifyAll();
    }

    synchronized void allGiveWay(String reason) {
        running.forEach(dispatch -> dispatch.giveWay(reason));
    }

    synchronized int size() {
        return running.size();
    }

    /** Returns once none is under way, or the monotonic clock is past the end. */
    synchronized void awaitNone(long end) throws InterruptedException {
        for (long left = end - System.nanoTime(); !running.isEmpty() && left > 0; left = end - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
    }
}
