package dev.lockstep.benchmark;

import dev.lockstep.stack.service.LockstepService;
import java.util.stream.IntStream;

/** Time of the PostgreSQL worker for an apply of postgres.sql, beside the time that Flyway takes for the same script. */
final class SqlStepBenchmark implements Benchmark {

    private static final int WARM_UP_RUNS = 200;
    private static final int RUNS = 100;

    @Override
    public String name() {
        return "sql";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(1);
        ServiceMetrics worker = new ServiceMetrics(
                system.local().service(LockstepService.POSTGRES_WORKER).url(),
                system.local().tokens().metrics());
        BareFlyway flyway = new BareFlyway(system.local().mainPostgres());
        try (MigrationRunner runner = system.runner()) {
            IntStream.range(0, WARM_UP_RUNS).forEach(_run -> runner.run(Plans.sqlStep()));
            flyway.meanMillis(WARM_UP_RUNS);
            StepDurations before = worker.applies("main-postgres");
            IntStream.range(0, RUNS).forEach(_run -> runner.run(Plans.sqlStep()));
            double step = worker.applies("main-postgres").minus(before).meanMillis();
            double bare = flyway.meanMillis(RUNS);
            results.add("postgres.sql, one apply in the worker, mean", step, "ms");
            results.add("  Flyway's migrate() of the same script, mean", bare, "ms");
            results.add("  apply beyond Flyway", step - bare, "ms");
            results.addRatio("  apply / migrate()", step / bare);
        }
    }
}
