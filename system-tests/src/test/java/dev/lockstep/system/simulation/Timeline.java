package dev.lockstep.system.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One clock and all that is due; letting time pass runs what falls due in it, also from inside of what is running.
 *
 * <p>That is how a process is overtaken: its call of a port lets time pass before it returns.
 */
final class Timeline {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DEEPEST = 8;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long now;
    private long order;
    private int depth;
    private @Nullable Execution current;

    long now() {
        return now;
    }

    Instant instant() {
        return BEGINNING.plusMillis(now);
    }

    Instant instantAt(long time) {
        return BEGINNING.plusMillis(time);
    }

    static long millis(Instant instant) {
        return instant.toEpochMilli() - BEGINNING.toEpochMilli();
    }

    /** Of the process that is running; only what a process runs may call a port. */
    Execution current() {
        if (current == null) {
            throw new IllegalStateException("no process is running");
        }
        return current;
    }

    /** To be done by a process, if it is still the one that it is now; later if it is stopped then. */
    void in(long millis, SimulatedProcess process, Runnable task) {
        queue.add(new Due(now + millis, order++, process, process.life(), task));
    }

    /** To be done by the world. */
    void in(long millis, Runnable task) {
        queue.add(new Due(now + millis, order++, null, 0, task));
    }

    /** Whether there is room on the stack for the world to go on while a process is at a port call. */
    boolean canPass() {
        return depth < DEEPEST;
    }

    void letPass(long millis) {
        long end = now + millis;
        depth++;
        for (Due due = queue.peek(); due != null && due.at() <= end; due = queue.peek()) {
            queue.remove();
            now = Math.max(now, due.at());
            run(due);
        }
        now = Math.max(now, end);
        depth--;
    }

    private void run(Due due) {
        SimulatedProcess process = due.process();
        if (process == null) {
            due.task().run();
        } else if (process.isPaused(now)) {
            queue.add(new Due(process.pausedUntil(), order++, process, due.life(), due.task()));
        } else if (process.life() == due.life()) {
            run(new Execution(process, due.life()), due.task());
        }
    }

    private void run(Execution execution, Runnable task) {
        Execution outer = current;
        current = execution;
        try {
            task.run();
        } catch (Crash _crash) {
            // All that this process knew is gone; the world goes on.
        } finally {
            current = outer;
        }
    }

    private record Due(long at, long order, @Nullable SimulatedProcess process, int life, Runnable task) {}
}
