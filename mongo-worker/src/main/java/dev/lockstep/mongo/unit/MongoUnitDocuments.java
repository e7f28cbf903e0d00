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

/** The documents of the application's collection, which are written only with guards. */
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

    /** Documents per write: a part of a batch, so an application's change leaves fewer documents to compare again. */
    int writeSize() {
        return Math.ceilDiv(batchSize(), WRITES_PER_BATCH);
    }

    MongoMatchCursor matching() {
        return new MongoMatchCursor(database.scannedCollection(collection), filter, batchSize());
    }

    /** How many documents match; absent if the server cannot count them within two seconds. */
    OptionalLong countQuickly() {
        try {
            return OptionalLong.of(
                    documents().countDocuments(filter, new CountOptions().maxTime(COUNT_SECONDS, TimeUnit.SECONDS)));
        } catch (MongoException e) {
            return OptionalLong.empty();
        }
    }

    DocumentsById read(Collection<UnitRow> rows) {
        return byId(idsOf(rows), rows.size());
    }

    /** The documents of the rows that still match the filter. */
    DocumentsById readMatching(Collection<UnitRow> rows) {
        if (rows.isEmpty()) {
            return DocumentsById.of(List.of());
        }
        return byId(idsOf(rows).append("$and", new BsonArray(List.of(filter))), rows.size());
    }

    /** Writes the documents whose guards hold; returns how many. */
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

    // One more than expected, so that one response holds them all and the server closes the cursor.
    private DocumentsById byId(BsonDocument query, int limit) {
        return DocumentsById.of(documents().find(query).batchSize(1 + limit));
    }

    private static BsonDocument idsOf(Collection<UnitRow> rows) {
        List<BsonValue> ids = rows.stream().map(UnitRow::id).toList();
        return new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids)));
    }

    private MongoCollection<BsonDocument> documents() {
        return database.collection(collection);
    }
}
