package dev.lockstep.mongo.operation;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.mongo.store.MongoStore;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** The application's documents: read as they are, written only under guard. */
final class MongoDocuments {
    private static final int COUNT_SECONDS = 2;
    private static final int CHUNKS = 4;

    private final MongoStore store;
    private final ParsedUpdate update;

    MongoDocuments(MongoStore store, ParsedUpdate update) {
        this.store = store;
        this.update = update;
    }

    int batchSize() {
        return store.options().batchSize();
    }

    /** So many writes go out together; fewer than a batch, so that less is unclear when an application interferes. */
    int chunkSize() {
        return Math.ceilDiv(batchSize(), CHUNKS);
    }

    MongoMatches matching() {
        return new MongoMatches(store.scanned(update.collection()), update.filter(), batchSize());
    }

    /** How many match, if that can be said soon. */
    OptionalLong countSoon() {
        try {
            return OptionalLong.of(documents()
                    .countDocuments(update.filter(), new CountOptions().maxTime(COUNT_SECONDS, TimeUnit.SECONDS)));
        } catch (MongoException e) {
            return OptionalLong.empty();
        }
    }

    DocumentsById read(Collection<UnitRow> rows) {
        return byId(among(rows), rows.size());
    }

    /** Those of the documents that still match the filter. */
    DocumentsById readMatching(Collection<UnitRow> rows) {
        if (rows.isEmpty()) {
            return new DocumentsById();
        }
        return byId(among(rows).append("$and", new BsonArray(List.of(update.filter()))), rows.size());
    }

    /** Changes what still is as its guard says; returns how many documents that were. */
    long write(List<GuardedChange> changes) {
        List<WriteModel<BsonDocument>> models =
                changes.stream().map(MongoDocuments::model).toList();
        return store.collection(update.collection(), store.options().writeLimit())
                .bulkWrite(models, new BulkWriteOptions().ordered(false))
                .getMatchedCount();
    }

    private static WriteModel<BsonDocument> model(GuardedChange change) {
        return switch (change) {
            case GuardedChange.Patch patch -> new UpdateOneModel<>(patch.filter(), patch.update());
            case GuardedChange.Rewrite rewrite -> new ReplaceOneModel<>(rewrite.filter(), rewrite.replacement());
        };
    }

    // In one answer: a cursor's first holds a hundred documents unless it is asked for more.
    private DocumentsById byId(BsonDocument filter, int most) {
        return DocumentsById.of(documents().find(filter).batchSize(1 + most));
    }

    private static BsonDocument among(Collection<UnitRow> rows) {
        List<BsonValue> ids = rows.stream().map(UnitRow::id).toList();
        return new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids)));
    }

    private MongoCollection<BsonDocument> documents() {
        return store.collection(update.collection());
    }
}
