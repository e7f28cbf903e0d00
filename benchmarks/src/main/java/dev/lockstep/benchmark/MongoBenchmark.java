package dev.lockstep.benchmark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;

/** A step of mongo.update and its undo on 100,000 documents, beside one bare updateMany on the same server. */
final class MongoBenchmark implements Benchmark {

    private static final int DOCUMENTS = 100_000;
    private static final int INSERT_BATCH = 10_000;
    private static final String NOTE = "x".repeat(220);

    @Override
    public String name() {
        return "mongo";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(1);
        String uri = system.local().mainMongoUri();
        double bare;
        try (MongoClient client = MongoClients.create(uri)) {
            MongoDatabase database = client.getDatabase(MongoDatabases.nameIn(uri));
            insert(database.getCollection("bench_step"));
            insert(database.getCollection("bench_bare"));
            bare = updateMany(database.getCollection("bench_bare"));
            database.getCollection("bench_bare").drop();
        }
        results.add("mongo-java-server, not MongoDB: bare updateMany", bare, "/s");
        measureStep(system, bare, results);
    }

    private static void measureStep(BenchmarkSystem system, double bare, ResultTable results) {
        try (MigrationRunner runner = system.runner()) {
            MigrationRunner.Completed migration = runner.run(Plans.constantField("bench_step"));
            double apply = perSecond(runner.applyDuration(migration));
            runner.rollback(migration);
            double undo = perSecond(runner.compensateDuration(migration));
            results.add("mongo.update, 100,000 documents of 300 B", apply, "/s");
            results.add("  undo", undo, "/s");
            results.addRatio("  step / bare updateMany", apply / bare);
            results.addRatio("  undo / bare updateMany", undo / bare);
        }
    }

    private static void insert(MongoCollection<Document> collection) {
        collection.drop();
        for (int first = 0; first < DOCUMENTS; first += INSERT_BATCH) {
            List<Document> batch = IntStream.range(first, first + INSERT_BATCH)
                    .mapToObj(id -> new Document("_id", id).append("level", 0).append("note", NOTE))
                    .toList();
            collection.insertMany(batch);
        }
    }

    private static double updateMany(MongoCollection<Document> collection) {
        long startNanos = System.nanoTime();
        collection.updateMany(Filters.exists("schemaVersion", false), Updates.set("schemaVersion", 1));
        return perSecond(Duration.ofNanos(System.nanoTime() - startNanos));
    }

    private static double perSecond(Duration duration) {
        return DOCUMENTS * 1e9 / duration.toNanos();
    }
}
