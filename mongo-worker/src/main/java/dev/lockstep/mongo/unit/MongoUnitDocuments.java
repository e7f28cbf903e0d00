package dev.lockstep.mongo.unit;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Reads, counts and writes the documents of the application's collection. Every write has a guard. */
final class MongoUnitDocuments {
    private static final int COUNT_SECONDS = 2;
    private static final int WRITES_PER_BATCH = 4;

    private final MongoTargetDatabase database;
    private final String collection;
    private final BsonDocument filter;

    MongoUnitDocuments(MongoTargetDatabase database, DocumentPlanner planner) {
        this.database = database;
        this.collection = planner.collection();
        this.filter = planner.filter();
    }

    int batchSize() {
        return database.options().batchSize();
    }

    /**
     * The number of documents per write. It is a part of a batch: if an application has changed one document, only the
     * documents of the same write are compared again.
     */
    int documentsPerWrite() {
        return Math.ceilDiv(batchSize(), WRITES_PER_BATCH);
    }

    MongoMatchCursor matching() {
        return new MongoMatchCursor(database.collectionForScans(collection), filter, batchSize());
    }

    /** The number of documents that match; empty if the server does not count them within two seconds. */
    OptionalLong countQuickly() {
        try {
            return OptionalLong.of(
                    documents().countDocuments(filter, new CountOptions().maxTime(COUNT_SECONDS, TimeUnit.SECONDS)));
        } catch (MongoException e) {
            return OptionalLong.empty();
        }
    }

    DocumentsById read(Collection<UnitRow> rows) {
        return find(whereIdIn(rows), rows.size());
    }

    /** The documents of the rows, if they still match the filter. */
    DocumentsById readMatching(Collection<UnitRow> rows) {
        if (rows.isEmpty()) {
            return DocumentsById.of(List.of());
        }
        return find(whereIdIn(rows).append("$and", new BsonArray(List.of(filter))), rows.size());
    }

    /** Writes the documents whose guards match, and returns their number. */
    long write(List<GuardedChange> changes) {
        List<WriteModel<BsonDocument>> models =
                changes.stream().map(MongoUnitDocuments::model).toList();
        return database.collection(collection, database.options().writeLimit())
                .bulkWrite(models, new BulkWriteOptions().ordered(false))
                .getMatchedCount();
    }

    private static WriteModel<BsonDocument> model(GuardedChange change) {
        return switch (change) {
            case GuardedChange.Patch patch -> new UpdateOneModel<>(patch.filter(), patch.update());
            case GuardedChange.Rewrite rewrite -> new ReplaceOneModel<>(rewrite.filter(), rewrite.replacement());
        };
    }

    // A batch size above the limit makes the server send all documents in one response and close the cursor.
    private DocumentsById find(BsonDocument query, int limit) {
        return DocumentsById.of(documents().find(query).batchSize(1 + limit));
    }

    private static BsonDocument whereIdIn(Collection<UnitRow> rows) {
        List<BsonValue> ids = rows.stream().map(UnitRow::id).toList();
        return new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids)));
    }

    private MongoCollection<BsonDocument> documents() {
        return database.collection(collection);
    }
}
