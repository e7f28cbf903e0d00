package dev.lockstep.mongo.operation;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import dev.lockstep.mongo.journal.Journal;
import dev.lockstep.mongo.store.MongoStore;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Works out what an update makes of documents by having the server update copies of them, so that every operator,
 * array filter and pipeline means here what it means there. Dropped by its dispatch, or else by the next one.
 */
final class MongoScratch implements AutoCloseable {
    private static final String PREFIX = Journal.PREFIX + "scratch_";

    private final MongoStore store;
    private final ParsedUpdate update;
    private final String name;
    private boolean made;

    /**
     * One that is nobody else's.
     *
     * @param owner what tells it from others
     */
    MongoScratch(MongoStore store, ParsedUpdate update, String owner) {
        this.store = store;
        this.update = update;
        this.name = PREFIX + owner;
    }

    /** Drops what dispatches that died have left. */
    void dropLeftovers() {
        store.collections().stream()
                .map(collection -> collection.getString("name").getValue())
                .filter(left -> left.startsWith(PREFIX))
                .forEach(left -> store.collection(left).drop());
    }

    /** The documents as the update leaves them, by their {@code _id}. */
    DocumentsById after(List<BsonDocument> documents) {
        make();
        MongoCollection<BsonDocument> copies = store.collection(name);
        if (!documents.isEmpty()) {
            copies.insertMany(documents);
        }
        change(copies);
        return DocumentsById.of(copies.find().batchSize(1 + documents.size()));
    }

    /** Which of the copies match the filter, changed as they are. */
    DocumentsById stillMatching() {
        return DocumentsById.of(store.collection(name).find(update.filter()).projection(Projections.include("_id")));
    }

    /** Makes room for the next documents. */
    void clear() {
        store.collection(name).deleteMany(new BsonDocument());
    }

    // The filter again, not {}: a positional $ stands for the element that the filter matched.
    private void change(MongoCollection<BsonDocument> copies) {
        UpdateOptions options = new UpdateOptions();
        if (!update.arrayFilters().isEmpty()) {
            options.arrayFilters(update.arrayFilters());
        }
        if (update.update() instanceof BsonDocument operators) {
            copies.updateMany(update.filter(), operators, options);
        } else {
            List<BsonDocument> stages = update.update().asArray().stream()
                    .map(BsonValue::asDocument)
                    .toList();
            copies.updateMany(update.filter(), stages, options);
        }
    }

    // A collation of the collection decides what its filters match.
    private void make() {
        if (made) {
            return;
        }
        BsonDocument create = new BsonDocument("create", new BsonString(name));
        store.collections().stream()
                .filter(found -> found.getString("name").getValue().equals(update.collection()))
                .map(found -> found.getDocument("options", new BsonDocument()))
                .filter(options -> options.containsKey("collation"))
                .forEach(options -> create.append("collation", options.get("collation")));
        made = true;
        store.collection(name).drop();
        store.run(create);
    }

    @Override
    public void close() {
        if (made) {
            store.collection(name).drop();
        }
    }
}
