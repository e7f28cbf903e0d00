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

/** What is measured, in the order in which it is told. */
final class Measurements {

    private static final int WARM_UP_RUNS = 30;
    private static final int RUNS = 100;
    private static final int UNITS = 100_000;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Measurements() {}

    /** POST to COMPLETED of one small plan at a time. */
    static void latency(BenchedSystem system, Migrations migrations, Figures figures) {
        Supplier<String> plan = () -> Plans.threeSteps("main", "id = 1", "{_id: 1}", "bench:1");
        Stream.generate(plan).limit(WARM_UP_RUNS).forEach(migrations::run);
        List<Duration> sorted = Stream.generate(plan)
                .limit(RUNS)
                .map(each -> migrations.run(each).took())
                .sorted()
                .toList();
        figures.add("three steps, POST to COMPLETED, p50", millis(percentile(sorted, 50)), "ms");
        figures.add("three steps, POST to COMPLETED, p99", millis(percentile(sorted, 99)), "ms");
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** Each operation on a hundred thousand units, with its journal. */
    static void units(BenchedSystem system, Migrations migrations, Figures figures) {
        Seed.upTo(system.local(), UNITS);
        speed(migrations, Plans.sqlOnAll(), "postgres.sql, 100,000 rows", figures);
        speed(migrations, Plans.mongoOnAll(), "mongo.update, 100,000 documents", figures);
        speed(migrations, Plans.redisOnAll(), "redis.transform, 100,000 keys", figures);
    }

    private static void speed(Migrations migrations, String plan, String name, Figures figures) {
        Migrations.Completed completed = migrations.run(plan);
        double applying = millis(migrations.applying(completed)) / 1e3;
        figures.add(name + ", dispatch to applied", UNITS / applying, "/s");
        figures.add(name + ", POST to COMPLETED", millis(completed.took()) / 1e3, "s");
    }

    /** Plans that match nothing, one outstanding for each set of targets, for a minute. */
    static void throughput(BenchedSystem system, Migrations migrations, Figures figures) {
        completedWithin(WARM_UP, migrations);
        idle(system, figures);
        SequencedMap<String, Duration> before = system.cpu();
        long completed = completedWithin(MINUTE, migrations);
        SequencedMap<String, Duration> after = system.cpu();
        figures.add("eight sets, nothing matches, migrations", (double) completed / MINUTE.toSeconds(), "/s");
        figures.add("  CPU of all", seconds(total(after).minus(total(before))), "s");
        after.forEach((process, used) -> figures.add(
                "  CPU of " + process, seconds(used.minus(before.getOrDefault(process, Duration.ZERO))), "s"));
    }

    /** What is used while nobody asks for anything. */
    private static void idle(BenchedSystem system, Figures figures) {
        long began = System.nanoTime();
        Duration before = total(system.cpu());
        while (System.nanoTime() - began < WARM_UP.toNanos()) {
            LockSupport.parkNanos(WARM_UP.toNanos());
        }
        Duration used = total(system.cpu()).minus(before);
        figures.add("idle with 27 targets, CPU of all in 10 s", seconds(used), "s");
    }

    private static Duration total(SequencedMap<String, Duration> cpu) {
        return cpu.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    private static double seconds(Duration duration) {
        return millis(duration) / 1e3;
    }

    private static long completedWithin(Duration limit, Migrations migrations) {
        long end = System.nanoTime() + limit.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.rangeClosed(1, BenchedSystem.SETS)
                    .mapToObj(set ->
                            CompletableFuture.supplyAsync(() -> completedBefore(end, "set" + set, migrations), threads))
                    .toList()
                    .stream()
                    .mapToLong(CompletableFuture::join)
                    .sum();
        }
    }

    private static long completedBefore(long end, String set, Migrations migrations) {
        long completed = 0;
        while (System.nanoTime() < end) {
            migrations.run(Plans.threeSteps(set, "false", "{level: -1}", "none:*"));
            completed += System.nanoTime() < end ? 1 : 0;
        }
        return completed;
    }
}
