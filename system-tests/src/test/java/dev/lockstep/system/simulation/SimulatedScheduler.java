package dev.lockstep.system.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Simulated clock with a queue of scheduled tasks. Advancing the clock runs the tasks that become due.
 *
 * <p>A running task may advance the clock too. In this way a port call interleaves its process with others.
 */
final class SimulatedScheduler {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MAX_DEPTH = 8;
    private final PriorityQueue<ScheduledTask> queue =
            new PriorityQueue<>(Comparator.comparingLong(ScheduledTask::at).thenComparingLong(ScheduledTask::order));
    private long now;
    private long order;
    private int depth;
    private @Nullable TaskExecution current;

    /** Milliseconds since the start of the simulation. */
    long now() {
        return now;
    }

    Instant currentInstant() {
        return instantOf(now);
    }

    Instant instantOf(long millis) {
        return START.plusMillis(millis);
    }

    static long millisOf(Instant instant) {
        return instant.toEpochMilli() - START.toEpochMilli();
    }

    /** The running task of a process; only such a task may make port calls. */
    TaskExecution current() {
        if (current == null) {
            throw new IllegalStateException("no process is running; make port calls only in tasks of a process");
        }
        return current;
    }

    /** Schedules a task of a process. A crash of the process before cancels it, a pause delays it. */
    void schedule(long delayMillis, SimulatedProcess process, Runnable task) {
        queue.add(new ScheduledTask(now + delayMillis, order++, process, process.restarts(), task));
    }

    /** Schedules a task outside of all processes. */
    void schedule(long delayMillis, Runnable task) {
        queue.add(new ScheduledTask(now + delayMillis, order++, null, 0, task));
    }

    /** Whether the current task may advance the clock; limits the depth of nested tasks. */
    boolean canAdvance() {
        return depth < MAX_DEPTH;
    }

    void advance(long millis) {
        long end = now + millis;
        depth++;
        for (ScheduledTask task = queue.peek(); task != null && task.at() <= end; task = queue.peek()) {
            queue.remove();
            now = Math.max(now, task.at());
            run(task);
        }
        now = Math.max(now, end);
        depth--;
    }

    private void run(ScheduledTask task) {
        SimulatedProcess process = task.process();
        if (process == null) {
            task.work().run();
        } else if (process.isPaused(now)) {
            queue.add(new ScheduledTask(process.pausedUntil(), order++, process, task.restarts(), task.work()));
        } else if (process.restarts() == task.restarts()) {
            run(new TaskExecution(process, task.restarts()), task.work());
        }
    }

    private void run(TaskExecution execution, Runnable work) {
        TaskExecution outer = current;
        current = execution;
        try {
            work.run();
        } catch (SimulatedCrash _crash) {
            // The process has lost its memory; the other processes continue.
        } finally {
            current = outer;
        }
    }

    private record ScheduledTask(
            long at, long order, @Nullable SimulatedProcess process, int restarts, Runnable work) {}
}
