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

    static final int DOCUMENTS = 100_000;
    private static final int INSERT_BATCH = 10_000;
    // With it, a document is 300 bytes of BSON.
    private static final String NOTE = "x".repeat(264);

    @Override
    public String name() {
        return "mongo";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(1);
        double bare = insertAndUpdate(system.local().mainMongoUri());
        results.add("mongo-java-server, not MongoDB: bare updateMany", bare, "/s");
        StepRates step = StepRates.measure(system, Plans.constantField("bench_step"), DOCUMENTS);
        results.add("mongo.update, 100,000 documents of 300 B", step.apply(), "/s");
        results.add("  undo", step.undo(), "/s");
        results.addRatio("  step / bare updateMany", step.apply() / bare);
        results.addRatio("  undo / bare updateMany", step.undo() / bare);
    }

    private static double insertAndUpdate(String uri) {
        try (MongoClient client = MongoClients.create(uri)) {
            MongoDatabase database = client.getDatabase(MongoDatabases.nameIn(uri));
            MongoCollection<Document> bare = database.getCollection("bench_bare");
            insert(database.getCollection("bench_step"));
            insert(bare);
            double perSecond = updateMany(bare);
            bare.drop();
            return perSecond;
        }
    }

    static void insert(MongoCollection<Document> collection) {
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
        return StepRates.perSecond(DOCUMENTS, Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
