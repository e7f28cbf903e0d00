package dev.lockstep.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measures the system. {@code benchmarks/README.md} describes each measurement. */
final class Measurements {

    private static final int WARM_UP_RUNS = 30;
    private static final int RUNS = 100;
    private static final int UNITS = 100_000;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Measurements() {}

    /** Measures the time from POST to COMPLETED of a plan with three small steps, one migration at a time. */
    static void measureLatency(MigrationRunner runner, ResultTable results) {
        Supplier<String> plan = () -> Plans.threeSteps("main", "id = 1", "{_id: 1}", "bench:1");
        Stream.generate(plan).limit(WARM_UP_RUNS).forEach(runner::run);
        List<Duration> sorted = Stream.generate(plan)
                .limit(RUNS)
                .map(each -> runner.run(each).duration())
                .sorted()
                .toList();
        results.add("three steps, POST to COMPLETED, p50", millis(percentile(sorted, 50)), "ms");
        results.add("three steps, POST to COMPLETED, p99", millis(percentile(sorted, 99)), "ms");
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static double seconds(Duration duration) {
        return millis(duration) / 1e3;
    }

    /** Measures one step on 100,000 units, including its journal, for each store. */
    static void measureUnitsPerSecond(BenchmarkSystem system, MigrationRunner runner, ResultTable results) {
        BenchmarkData.insert(system.local(), UNITS);
        unitsPerSecond(runner, Plans.sqlOnAllRows(), "postgres.sql, 100,000 rows", results);
        unitsPerSecond(runner, Plans.mongoOnAllDocuments(), "mongo.update, 100,000 documents", results);
        unitsPerSecond(runner, Plans.redisOnAllKeys(), "redis.transform, 100,000 keys", results);
    }

    private static void unitsPerSecond(MigrationRunner runner, String plan, String name, ResultTable results) {
        MigrationRunner.Completed completed = runner.run(plan);
        double applySeconds = seconds(runner.applyDuration(completed));
        results.add(name + ", dispatch to applied", UNITS / applySeconds, "/s");
        results.add(name + ", POST to COMPLETED", seconds(completed.duration()), "s");
    }

    /** Measures migrations per second and CPU time. The plans match nothing; each set runs one migration at a time. */
    static void measureMigrationsPerSecond(BenchmarkSystem system, MigrationRunner runner, ResultTable results) {
        countCompletedWithin(WARM_UP, runner);
        measureIdle(system, results);
        SequencedMap<String, Duration> before = system.cpu();
        long completed = countCompletedWithin(MINUTE, runner);
        SequencedMap<String, Duration> after = system.cpu();
        results.add("eight sets, nothing matches, migrations", (double) completed / MINUTE.toSeconds(), "/s");
        results.add("  CPU of all processes", seconds(total(after).minus(total(before))), "s");
        after.forEach((process, used) -> results.add(
                "  CPU of " + process, seconds(used.minus(before.getOrDefault(process, Duration.ZERO))), "s"));
    }

    private static void measureIdle(BenchmarkSystem system, ResultTable results) {
        long startNanos = System.nanoTime();
        Duration before = total(system.cpu());
        while (System.nanoTime() - startNanos < IDLE.toNanos()) {
            LockSupport.parkNanos(IDLE.toNanos());
        }
        Duration used = total(system.cpu()).minus(before);
        results.add("idle with 27 targets, CPU of all processes in 10 s", seconds(used), "s");
    }

    private static Duration total(SequencedMap<String, Duration> cpu) {
        return cpu.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    private static long countCompletedWithin(Duration limit, MigrationRunner runner) {
        long endNanos = System.nanoTime() + limit.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.rangeClosed(1, BenchmarkSystem.SETS)
                    .mapToObj(set -> CompletableFuture.supplyAsync(
                            () -> countCompletedBefore(endNanos, "set" + set, runner), threads))
                    .toList()
                    .stream()
                    .mapToLong(CompletableFuture::join)
                    .sum();
        }
    }

    private static long countCompletedBefore(long endNanos, String set, MigrationRunner runner) {
        long completed = 0;
        while (System.nanoTime() < endNanos) {
            runner.run(Plans.threeSteps(set, "false", "{level: -1}", "none:*"));
            completed += System.nanoTime() < endNanos ? 1 : 0;
        }
        return completed;
    }
}
