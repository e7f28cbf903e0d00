package dev.lockstep.worker.dispatch;

import java.util.HashSet;
import java.util.Set;

/** The running dispatches of one target. A newer dispatch supersedes older ones and does not wait for them. */
final class RunningDispatches {
    private final Set<RunningDispatch> running = new HashSet<>();

    /**
     * Adds a dispatch, and stops those that it supersedes. One that yields is stopped before it begins if it is older than
     * another dispatch.
     *
     * @return false if the command is a redelivered one that leaves the fence and still runs; then it is not added
     */
    synchronized boolean add(RunningDispatch next) {
        if (next.runsOnce() && running.stream().anyMatch(other -> isSame(other, next))) {
            return false;
        }
        running.stream().filter(other -> supersedes(next, other)).forEach(older -> stop(older, next));
        running.stream()
                .filter(other -> next.yields() && supersedes(other, next))
                .findFirst()
                .ifPresent(newer -> stop(next, newer));
        running.add(next);
        return true;
    }

    private static boolean isSame(RunningDispatch other, RunningDispatch next) {
        return other.runsOnce()
                && other.header().dispatch().equals(next.header().dispatch());
    }

    /** One that yields must not go on beside a migration, beside its preflights, or beside another one that yields. */
    private static boolean supersedes(RunningDispatch newer, RunningDispatch older) {
        return older.isBelow(newer)
                && (newer.raisesFence()
                        ? older.raisesFence() || older.yields()
                        : (newer.yields() || newer.isPreflight()) && older.yields());
    }

    private static void stop(RunningDispatch older, RunningDispatch newer) {
        older.requestStop("dispatch %s arrived".formatted(newer.header().dispatch()));
    }

    synchronized void remove(RunningDispatch ended) {
        running.remove(ended);
        notifyAll();
    }

    synchronized void requestHandOverOfAll(String reason) {
        running.forEach(dispatch -> dispatch.requestHandOver(reason));
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
