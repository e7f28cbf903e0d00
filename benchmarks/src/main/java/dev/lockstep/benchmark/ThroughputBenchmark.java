package dev.lockstep.benchmark;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Migrations per second and CPU time per migration, in each of three minutes of the same load: sixteen sets of three
 * targets, one migration at a time per set, plans of three steps that match nothing.
 */
final class ThroughputBenchmark implements Benchmark {

    private static final int SETS = 16;
    private static final int MINUTES = 3;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(SETS);
        AtomicBoolean stopped = new AtomicBoolean();
        LongAdder completed = new LongAdder();
        try (MigrationRunner runner = system.runner();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String set : system.sets()) {
                threads.execute(() -> runUntilStopped(runner, set, completed, stopped));
            }
            for (int minute = 1; minute <= MINUTES; minute++) {
                measureMinute(system, minute, completed, results);
            }
            stopped.set(true);
        }
    }

    private static void runUntilStopped(
            MigrationRunner runner, String set, LongAdder completed, AtomicBoolean stopped) {
        while (!stopped.get()) {
            runner.run(Plans.threeSteps(set, "false", "{level: -1}", "none:*"));
            completed.increment();
        }
    }

    private static void measureMinute(BenchmarkSystem system, int minute, LongAdder completed, ResultTable results) {
        CpuTimes before = system.cpu();
        long completedBefore = completed.sum();
        Pause.of(MINUTE);
        long migrations = completed.sum() - completedBefore;
        CpuTimes used = system.cpu().minus(before);
        String name = "sixteen sets, nothing matches, minute " + minute;
        results.add(name, (double) migrations / MINUTE.toSeconds(), "/s");
        results.add(name + ", CPU of everything per migration", used.total().toNanos() / 1e6 / migrations, "ms");
        if (minute == MINUTES) {
            used.byProcess()
                    .forEach((process, time) ->
                            results.add("  CPU of " + process, time.toNanos() / 1e6 / migrations, "ms"));
        }
    }
}
