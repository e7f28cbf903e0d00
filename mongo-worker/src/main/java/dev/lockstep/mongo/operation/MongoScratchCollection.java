package dev.lockstep.mongo.operation;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Projections;
import dev.lockstep.mongo.target.MongoFailures;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.unit.DocumentsById;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * Copies of documents on the server, with the collation of their collection. Their writes wait for the majority, so
 * that another primary has neither earlier copies nor copies without the update.
 */
final class MongoScratchCollection {
    private final MongoTargetDatabase database;
    private final String original;
    private final String name;
    private boolean isCreated;
    private boolean isUsed;

    /**
     * @param original the name of the collection that the documents come from
     * @param name the name of the scratch collection
     */
    MongoScratchCollection(MongoTargetDatabase database, String original, String name) {
        this.database = database;
        this.original = original;
        this.name = name;
    }

    /**
     * Replaces the copies by copies of these documents. Without documents the collection is not created; the server
     * still checks what is sent to it.
     */
    MongoCollection<BsonDocument> fill(List<BsonDocument> documents) {
        isUsed = true;
        if (!documents.isEmpty()) {
            create();
        }
        if (isCreated) {
            copies().deleteMany(new BsonDocument());
        }
        if (!documents.isEmpty()) {
            insert(documents);
        }
        return copies();
    }

    private void insert(List<BsonDocument> documents) {
        try {
            copies().insertMany(documents);
        } catch (MongoBulkWriteException e) {
            throw MongoFailures.isDuplicateId(e) ? MongoFailures.readTwice(e) : e;
        }
    }

    /** Reads all copies, in one response if there are no more than expected and they fit into one. */
    ScratchCopies read(int expected) {
        try (MongoCursor<RawBsonDocument> cursor = copies().withDocumentClass(RawBsonDocument.class)
                .find()
                .batchSize(1 + expected)
                .iterator()) {
            return ScratchCopies.read(cursor);
        }
    }

    /** The copies that match the filter, each with its {@code _id} only. */
    DocumentsById matching(BsonDocument filter) {
        return DocumentsById.of(copies().find(filter).projection(Projections.include("_id")));
    }

    /** Whether the strings of the original collection are compared by a collation, and not byte by byte. */
    boolean hasCollation() {
        return collation().isPresent();
    }

    /** Some servers create a collection for an update that matches nothing. */
    void drop() {
        if (isUsed) {
            copies().drop();
        }
    }

    // The collation decides what the filter matches.
    private void create() {
        if (isCreated) {
            return;
        }
        BsonDocument create = new BsonDocument("create", new BsonString(name));
        collation().ifPresent(collation -> create.append("collation", collation));
        isCreated = true;
        copies().drop();
        database.run(create);
    }

    private Optional<BsonDocument> collation() {
        return database.describe(original)
                .map(found -> found.getDocument("options", new BsonDocument()))
                .filter(options -> options.containsKey("collation"))
                .map(options -> options.getDocument("collation"));
    }

    private MongoCollection<BsonDocument> copies() {
        return database.collection(name);
    }
}
