package dev.lockstep.worker.dispatch;

import java.util.HashSet;
import java.util.Set;

/** The running dispatches of one target. A newer dispatch supersedes older ones and does not wait for them. */
final class RunningDispatches {
    private final Set<RunningDispatch> running = new HashSet<>();

    synchronized void add(RunningDispatch next) {
        if (next.raisesFence()) {
            running.stream()
                    .filter(RunningDispatch::raisesFence)
                    .filter(older -> older.isBelow(next))
                    .forEach(older -> older.requestStop(
                            "dispatch %s arrived".formatted(next.header().dispatch())));
        }
        running.add(next);
    }

    synchronized void remove(RunningDispatch ended) {
        running.remove(ended);
        notifyAll();
    }

    synchronized void requestStopOfAll(String reason) {
        running.forEach(dispatch -> dispatch.requestStop(reason));
    }

    synchronized int size() {
        return running.size();
    }

    /** Waits until no dispatch is running, but not beyond the deadline, a value of {@link System#nanoTime}. */
    synchronized void awaitEmpty(long deadline) throws InterruptedException {
        for (long remaining = deadline - System.nanoTime();
                !running.isEmpty() && remaining > 0;
                remaining = deadline - System.nanoTime()) {
            wait(Math.max(1, remaining / 1_000_000));
        }
    }
}
