package dev.lockstep.stack.demo;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Fills {@code conversations} and {@code userContext}, with some documents that are already migrated, and a collection
 * that no plan changes.
 */
final class MongoSeed {

    static final int CONVERSATIONS = 5_000;
    static final int CONTEXTS = 2_000;
    private static final int WORKOUTS = 300;
    private static final int BATCH = 1_000;
    private static final Instant EPOCH = Instant.parse("2025-01-01T06:00:00Z");

    private MongoSeed() {}

    static void into(String uri) {
        String name = Objects.requireNonNull(
                new ConnectionString(uri).getDatabase(), "the connection string has no database");
        try (MongoClient client = MongoClients.create(uri)) {
            MongoDatabase database = client.getDatabase(name);
            insert(database.getCollection("conversations"), CONVERSATIONS, MongoSeed::conversation);
            insert(database.getCollection("userContext"), CONTEXTS, MongoSeed::context);
            insert(database.getCollection("workouts"), WORKOUTS, MongoSeed::workout);
            database.getCollection("conversations").createIndex(new Document("userId", 1).append("sessionId", 1));
            database.getCollection("userContext")
                    .createIndex(new Document("userId", 1), new IndexOptions().unique(true));
        }
    }

    private static void insert(MongoCollection<Document> collection, int count, IntFunction<Document> documents) {
        List<Document> batch = new ArrayList<>(BATCH);
        for (int index = 0; index < count; index++) {
            batch.add(documents.apply(index));
            if (batch.size() == BATCH || index == count - 1) {
                collection.insertMany(batch);
                batch.clear();
            }
        }
    }

    private static Document conversation(int index) {
        Document conversation = new Document("_id", id('c', index))
                .append("userId", index % 500)
                .append("sessionId", "session-" + index)
                .append(
                        "messages",
                        List.of(
                                message("user", "כמה נקודות קיבלתי היום?", index),
                                message("assistant", "קיבלת " + index % 90 + " נקודות", index)));
        if (index == 41) {
            // Migrated before the plan. An undo by "$unset where schemaVersion is 1" would remove its own fields.
            return conversation.append("schemaVersion", 1).append("migratedAt", EPOCH);
        }
        if (index % 20 == 7) {
            conversation.append("schemaVersion", 2);
        }
        return conversation.append("updatedAt", EPOCH.plusSeconds(index));
    }

    private static Document message(String role, String content, int index) {
        return new Document("role", role).append("content", content).append("at", EPOCH.plusSeconds(index));
    }

    private static Document context(int index) {
        Document context = new Document("_id", id('d', index)).append("userId", index);
        return switch (index % 5) {
            case 0 -> context; // The plan creates its preferences, and the undo removes them.
            case 1 -> context.append("preferences", new Document("languagePreference", "he").append("units", "metric"));
            case 2 -> context.append("preferences", new Document());
            default ->
                context.append("preferences", new Document("units", "metric").append("reminders", index % 2 == 0))
                        .append("updatedAt", EPOCH.plusSeconds(index))
                        .append("goals", List.of("strength", "cardio"));
        };
    }

    private static Document workout(int index) {
        return new Document("_id", id('e', index))
                .append("title", "workout " + index)
                .append("minutes", 20L + index);
    }

    private static ObjectId id(char kind, int index) {
        return new ObjectId("%c%023x".formatted(kind, index));
    }
}
