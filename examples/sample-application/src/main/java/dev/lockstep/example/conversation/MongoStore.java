package dev.lockstep.example.conversation;

import dev.lockstep.example.store.Form;
import dev.lockstep.example.store.SampledUnit;
import dev.lockstep.example.store.Store;
import dev.lockstep.example.store.StoreSample;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;

/** MongoDB with some conversations as its sample. */
final class MongoStore implements Store {

    private final MongoTemplate mongo;

    MongoStore(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    @Override
    public String name() {
        return "mongo";
    }

    @Override
    public String units() {
        return "conversation";
    }

    @Override
    public void ping() {
        mongo.executeCommand(new Document("ping", 1));
    }

    @Override
    public StoreSample sample(int limit) {
        Query query = new Query().limit(limit);
        query.fields().include("userId", "sessionId", MongoConversations.SCHEMA_VERSION);
        return new StoreSample(
                mongo.find(query, Document.class, MongoConversations.COLLECTION).stream()
                        .map(MongoStore::unit)
                        .toList(),
                0);
    }

    private static SampledUnit unit(Document document) {
        String name = "conversation %s of user %s".formatted(document.get("sessionId"), document.get("userId"));
        int version = MongoConversations.schemaVersion(document);
        if (version == SchemaVersion.NONE) {
            return SampledUnit.valid(name, Form.OLD);
        }
        return SchemaVersion.isKnown(version)
                ? SampledUnit.valid(name, Form.NEW)
                : SampledUnit.invalid(
                        name,
                        Form.NEW,
                        "schemaVersion is %d, expected %d to %d"
                                .formatted(version, SchemaVersion.WRITTEN, SchemaVersion.NEWEST));
    }
}
