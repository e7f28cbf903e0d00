package dev.lockstep.testservers.capability;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CollationStrength;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ValidationOptions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;

/** Tests each capability on a scratch database, because a server may accept a command and ignore it. */
final class MongoCapabilityProbe {

    private MongoCapabilityProbe() {}

    static MongoCapabilities capabilitiesOf(String uri) {
        try (MongoClient client = MongoClients.create(uri)) {
            MongoDatabase scratch = client.getDatabase(
                    "lockstep_probe_" + UUID.randomUUID().toString().substring(0, 8));
            try {
                Set<MongoCapability> present = EnumSet.allOf(MongoCapability.class);
                present.removeIf(capability -> !works(capability, client, scratch));
                return new MongoCapabilities(versionOf(scratch), present);
            } finally {
                scratch.drop();
            }
        }
    }

    private static String versionOf(MongoDatabase database) {
        return database.runCommand(new Document("buildInfo", 1)).getString("version");
    }

    private static boolean works(MongoCapability capability, MongoClient client, MongoDatabase scratch) {
        try {
            return switch (capability) {
                case PIPELINE_UPDATES -> hasPipelineUpdates(scratch.getCollection("pipeline"));
                case TRANSACTIONS -> hasTransactions(scratch);
                case VALIDATORS -> !acceptsInvalidDocument(scratch);
                case TTL_INDEXES -> hasTtlMonitor(client);
                case SERVER_CLOCK_IN_FILTERS -> hasServerClock(scratch.getCollection("clock"));
                case COLLATION -> appliesCollation(scratch.getCollection("collation"));
                case PARTIAL_UNIQUE_INDEXES -> limitsPartialIndex(scratch.getCollection("partial"));
            };
        } catch (MongoException ignored) {
            return false; // The server refuses the command.
        }
    }

    private static boolean hasPipelineUpdates(MongoCollection<Document> collection) {
        collection.insertOne(new Document("_id", 1));
        collection.updateOne(Filters.eq(1), List.of(new Document("$set", new Document("a", 2))));
        return collection.countDocuments(Filters.eq("a", 2)) == 1;
    }

    // A test with a transaction proves nothing, because a server without sessions accepts it and does not roll it back.
    private static boolean hasTransactions(MongoDatabase database) {
        Document hello = database.runCommand(new Document("hello", 1));
        return hello.containsKey("logicalSessionTimeoutMinutes")
                && (hello.containsKey("setName") || "isdbgrid".equals(hello.getString("msg")));
    }

    private static boolean acceptsInvalidDocument(MongoDatabase database) {
        database.createCollection(
                "validator",
                new CreateCollectionOptions()
                        .validationOptions(new ValidationOptions().validator(Filters.exists("required"))));
        database.getCollection("validator").insertOne(new Document("_id", 1));
        return true;
    }

    private static boolean hasTtlMonitor(MongoClient client) {
        return client.getDatabase("admin")
                .runCommand(new Document("getParameter", 1).append("ttlMonitorEnabled", 1))
                .getBoolean("ttlMonitorEnabled", false);
    }

    private static boolean hasServerClock(MongoCollection<Document> collection) {
        collection.insertOne(new Document("_id", 1));
        Document past = new Document("$lt", List.of(Instant.EPOCH, "$$NOW"));
        Document future = new Document("$gt", List.of(Instant.EPOCH, "$$NOW"));
        return collection.countDocuments(new Document("$expr", past)) == 1
                && collection.countDocuments(new Document("$expr", future)) == 0;
    }

    private static boolean appliesCollation(MongoCollection<Document> collection) {
        collection.insertOne(new Document("_id", 1).append("word", "A"));
        Collation secondary = Collation.builder()
                .locale("en")
                .collationStrength(CollationStrength.SECONDARY)
                .build();
        return collection.find(Filters.eq("word", "a")).collation(secondary).first() != null;
    }

    private static boolean limitsPartialIndex(MongoCollection<Document> collection) {
        collection.createIndex(
                new Document("n", 1), new IndexOptions().unique(true).partialFilterExpression(Filters.gt("n", 10)));
        collection.insertMany(List.of(new Document("n", 1), new Document("n", 1)));
        return true;
    }
}
