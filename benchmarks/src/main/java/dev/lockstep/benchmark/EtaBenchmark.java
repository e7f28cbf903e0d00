package dev.lockstep.benchmark;

import dev.lockstep.stack.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How close the remaining time that the API shows for a running step is to the real one, while the step is applied and
 * while it is rolled back. Fails if a share above 100 % was shown. System properties set the number of units, such that
 * a step takes about half a minute.
 */
final class EtaBenchmark implements Benchmark {
    private static final int ROUNDS = Integer.getInteger("lockstep.rounds", 3);
    private static final int KEYS = Integer.getInteger("lockstep.eta.keys", 900_000);
    private static final int DOCUMENTS = Integer.getInteger("lockstep.eta.documents", 180_000);
    private static final int ROWS = Integer.getInteger("lockstep.eta.rows", 20_000_000);
    private static final List<Integer> MARKS = List.of(25, 50, 75);
    private static final int HALF = 50;
    private static final double ALL = 100;

    @Override
    public String name() {
        return "eta";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(1);
        List<String> excesses = new ArrayList<>();
        try (MigrationRunner runner = system.runner()) {
            SafeguardData.insertKeys(system.local().mainRedisUri(), KEYS);
            new Measured("redis.transform", KEYS, Plans::userStateLevels).run(runner, excesses, results);
            SafeguardData.insertDocuments(system.local().mainMongoUri(), DOCUMENTS);
            new Measured("mongo.update", DOCUMENTS, () -> Plans.constantField("bench_step"))
                    .run(runner, excesses, results);
            insertRows(system.local().mainPostgres());
            new Measured("postgres.create-index", ROWS, () -> Plans.index("bench_index"))
                    .run(runner, excesses, results);
        }
        if (!excesses.isEmpty()) {
            throw new IllegalStateException("a share above 100 %% was shown: %s".formatted(excesses));
        }
    }

    private static void insertRows(PostgresDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS bench_index");
            statement.execute("CREATE TABLE bench_index AS SELECT i AS id, md5(i::text) AS note"
                    + " FROM generate_series(1, %d) AS i".formatted(ROWS));
            statement.execute("VACUUM ANALYZE bench_index");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot insert rows into PostgreSQL", e);
        }
    }

    /** One operation with a plan that changes all of its units. Every run is rolled back, so each finds the same units. */
    private record Measured(String operation, int units, Supplier<String> plans) {
        void run(MigrationRunner runner, List<String> excesses, ResultTable results) {
            results.add("%s, units".formatted(operation), units, "");
            for (int round = 1; round <= ROUNDS; round++) {
                String id = runner.coordinator().submit(plans.get());
                List<ProgressSample> applying = ProgressPoll.ofApply(runner.coordinator(), id);
                print("apply " + round, runner.applyTimes(id, applying), excesses, results);
                runner.coordinator().rollback(id);
                List<ProgressSample> compensating = ProgressPoll.ofRollback(runner.coordinator(), id);
                print("rollback " + round, runner.compensateTimes(id, compensating), excesses, results);
            }
        }

        private void print(String name, RemainingTimes times, List<String> excesses, ResultTable results) {
            String run = "%s, %s".formatted(operation, name);
            results.addSeconds(run, times.seconds());
            for (int share : MARKS) {
                times.atShare(share)
                        .ifPresentOrElse(
                                mark -> print("%d %% of the units".formatted(share), mark, results),
                                () -> results.addSkipped("  %d %% of the units".formatted(share), "-"));
            }
            times.atTime(HALF).ifPresent(mark -> print("half of the time", mark, results));
            results.add("  samples with a time, of %d".formatted(times.samples().size()), times.shown(), "");
            results.add("  largest share", times.largestShare(), "%");
            if (times.largestShare() > ALL) {
                excesses.add("%s: %s %%".formatted(run, times.largestShare()));
            }
        }

        private static void print(String name, RemainingTimes.Mark mark, ResultTable results) {
            if (mark.shown() == null) {
                results.addSkipped("  %s: %.1f s left, none shown".formatted(name, mark.left()), "-");
                return;
            }
            results.add(
                    "  %s (%.0f %%): %d s shown, %.1f s left (%+.0f %%)"
                            .formatted(name, mark.share(), mark.shown(), mark.left(), mark.errorOfLeft()),
                    mark.errorOfWhole(),
                    "%");
        }
    }
}
