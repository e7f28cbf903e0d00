package dev.lockstep.benchmark;

import java.time.Duration;

/**
 * Migrations per second and CPU time per migration, in each minute of the same load: sixteen sets of three targets, one
 * migration at a time per set, plans of three steps that match nothing. The system property {@code lockstep.minutes}
 * sets the number of minutes.
 */
final class ThroughputBenchmark implements Benchmark {

    private static final int SETS = 16;
    private static final int MINUTES = Integer.getInteger("lockstep.minutes", 3);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(SETS);
        try (MigrationRunner runner = system.runner();
                MigrationLoad load = new MigrationLoad(system.sets(), set -> runner.run(nothing(set)))) {
            for (int minute = 1; minute <= MINUTES; minute++) {
                measureMinute(system, minute, load, results);
            }
            load.stop();
        }
    }

    private static String nothing(String set) {
        return Plans.threeSteps(set, "false", "{level: -1}", "none:*");
    }

    private static void measureMinute(BenchmarkSystem system, int minute, MigrationLoad load, ResultTable results) {
        CpuTimes before = system.cpu();
        long completedBefore = load.completed();
        Pause.of(MINUTE);
        long migrations = load.completed() - completedBefore;
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
