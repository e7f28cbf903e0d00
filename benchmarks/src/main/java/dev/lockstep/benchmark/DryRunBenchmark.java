package dev.lockstep.benchmark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/**
 * Dry runs of steps that change 100,000 units, beside the applies of the same plans and the estimates of the dry runs.
 */
final class DryRunBenchmark implements Benchmark {

    private static final int UNITS = MongoBenchmark.DOCUMENTS;

    @Override
    public String name() {
        return "dry-run";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(1);
        insertRows(system.local().mainPostgres());
        insertDocuments(system.local().mainMongoUri());
        RedisBenchmark.insert(URI.create(system.local().mainRedisUri()), UNITS);
        try (MigrationRunner runner = system.runner()) {
            measure("postgres.sql", Plans.allRows(), runner, results);
            measure("mongo.update", Plans.constantField("bench_step"), runner, results);
            measure("redis.transform", Plans.copyUserStates(), runner, results);
        }
    }

    private static void measure(String operation, String plan, MigrationRunner runner, ResultTable results) {
        String dryRun = runner.dryRun(plan);
        Duration tried = runner.dryRunDuration(dryRun);
        JsonNode expected = runner.coordinator()
                .migration(dryRun)
                .path("steps")
                .path(0)
                .path("dryRun")
                .path("result");
        Duration applied = runner.applyDuration(runner.run(plan));
        results.add("%s, dry run of 100,000 units".formatted(operation), (double) tried.toMillis(), "ms");
        results.add("  units per second", StepRates.perSecond(UNITS, tried), "/s");
        results.addRatio("  dry run / apply", (double) tried.toNanos() / applied.toNanos());
        results.addRatio(
                "  estimated / measured time of the apply",
                expected.path("milliseconds").asDouble() / applied.toMillis());
        results.addRatio(
                "  units of the dry run / units", expected.path("units").asDouble() / UNITS);
    }

    private static void insertRows(PostgresDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS bench");
            statement.execute("CREATE TABLE bench (id int PRIMARY KEY, level int NOT NULL)");
            statement.execute("INSERT INTO bench SELECT i, 0 FROM generate_series(1, %d) AS i".formatted(UNITS));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot insert rows into PostgreSQL", e);
        }
    }

    private static void insertDocuments(String uri) {
        try (MongoClient client = MongoClients.create(uri)) {
            MongoBenchmark.insert(client.getDatabase(MongoDatabases.nameIn(uri)).getCollection("bench_step"));
        }
    }
}
