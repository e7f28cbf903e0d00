package dev.lockstep.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Time from POST to COMPLETED of a plan that changes one row, one document and one key. */
final class LatencyBenchmark implements Benchmark {

    private static final int WARM_UP_RUNS = 300;
    private static final int RUNS = 200;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(1);
        try (MigrationRunner runner = system.runner()) {
            measure(runner, "three steps, POST to COMPLETED", results);
        }
    }

    static void measure(MigrationRunner runner, String name, ResultTable results) {
        run(runner, WARM_UP_RUNS);
        Percentiles times = Percentiles.of(run(runner, RUNS));
        results.add(name + ", p50", times.millis(50), "ms");
        results.add(name + ", p99", times.millis(99), "ms");
    }

    private static List<Duration> run(MigrationRunner runner, int runs) {
        return Stream.generate(() -> Plans.threeSteps("main", "id = 1", "{_id: 1}", "bench:1"))
                .limit(runs)
                .map(plan -> runner.run(plan).duration())
                .toList();
    }
}
