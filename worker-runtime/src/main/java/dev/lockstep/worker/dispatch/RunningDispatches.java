package dev.lockstep.worker.dispatch;

import java.util.HashSet;
import java.util.Set;

/** The running dispatches of one target. A newer dispatch supersedes older ones and does not wait for them. */
final class RunningDispatches {
    private final Set<RunningDispatch> running = new HashSet<>();

    /**
     * Adds a dispatch, and stops those that it supersedes. A dry run that is older than another dispatch is stopped
     * before it begins.
     *
     * @return false if the command is a redelivered one whose dry run still runs; then it is not added
     */
    synchronized boolean add(RunningDispatch next) {
        if (next.isDryRun() && running.stream().anyMatch(other -> isSameDryRun(other, next))) {
            return false;
        }
        running.stream().filter(other -> supersedes(next, other)).forEach(older -> stop(older, next));
        running.stream()
                .filter(other -> next.isDryRun() && supersedes(other, next))
                .findFirst()
                .ifPresent(newer -> stop(next, newer));
        running.add(next);
        return true;
    }

    private static boolean isSameDryRun(RunningDispatch other, RunningDispatch next) {
        return other.isDryRun()
                && other.header().dispatch().equals(next.header().dispatch());
    }

    /**
     * A dry run holds locks, so it must not go on beside a migration, beside its preflights, or beside another dry run.
     */
    private static boolean supersedes(RunningDispatch newer, RunningDispatch older) {
        return older.isBelow(newer)
                && (newer.raisesFence()
                        ? older.raisesFence() || older.isDryRun()
                        : newer.isDryRunOrPreflight() && older.isDryRun());
    }

    private static void stop(RunningDispatch older, RunningDispatch newer) {
        older.requestStop("dispatch %s arrived".formatted(newer.header().dispatch()));
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
