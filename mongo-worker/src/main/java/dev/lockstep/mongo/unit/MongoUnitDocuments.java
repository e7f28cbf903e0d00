package dev.lockstep.mongo.unit;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.OperationFailed;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** Reads, counts and writes the documents of the application's collection. Every write has a guard. */
final class MongoUnitDocuments {
    private static final int COUNT_SECONDS = 2;
    private static final int WRITES_PER_BATCH = 4;

    private final MongoTargetDatabase database;
    private final String collection;
    private final BsonDocument filter;
    private final int batchSize;

    MongoUnitDocuments(MongoTargetDatabase database, DocumentPlanner planner) {
        this(database, planner, database.options().batchSize());
    }

    /** @param maxBatchSize the highest number of documents per batch, at least 1 */
    MongoUnitDocuments(MongoTargetDatabase database, DocumentPlanner planner, int maxBatchSize) {
        this.database = database;
        this.collection = planner.collection();
        this.filter = planner.filter();
        this.batchSize = Math.clamp(BsonHeap.MAX_BATCH_BYTES / Math.max(1, planner.heapPerChange()), 1, maxBatchSize);
    }

    /** The number of documents per batch: the option, or fewer if their changes would need too much heap. */
    int batchSize() {
        return batchSize;
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

    /** Reads the documents of the rows, or of some of them if the documents need more heap than two batches may need. */
    FoundDocuments read(List<UnitRow> rows) {
        return read(rows, DocumentLimits.EXCLUDE);
    }

    /** The same for a compensation. */
    FoundDocuments readForRestore(List<UnitRow> rows) {
        return read(rows, DocumentLimits.SHRINK);
    }

    private FoundDocuments read(List<UnitRow> rows, String hint) {
        BoundedRead read = find(whereIdIn(rows), rows.size(), hint);
        DocumentsById documents = DocumentsById.of(read.documents());
        if (read.isComplete()) {
            return new FoundDocuments(rows, documents, List.of(), read.heap());
        }
        Map<Boolean, List<UnitRow>> parts =
                rows.stream().collect(Collectors.partitioningBy(row -> documents.contains(row.id())));
        return new FoundDocuments(
                parts.getOrDefault(true, List.of()), documents, parts.getOrDefault(false, List.of()), read.heap());
    }

    /** The documents of the rows, if they still match the filter. */
    DocumentsById readMatching(List<UnitRow> rows) {
        if (rows.isEmpty()) {
            return DocumentsById.of(List.of());
        }
        BsonDocument query = whereIdIn(rows).append("$and", new BsonArray(List.of(filter)));
        BoundedRead read = find(query, rows.size(), DocumentLimits.EXCLUDE);
        if (!read.isComplete()) {
            throw OperationFailed.retriable(
                    "contended",
                    "an application has enlarged %d documents, document %s among them, between two reads"
                            .formatted(rows.size(), BsonText.of(rows.getFirst().id())));
        }
        return DocumentsById.of(read.documents());
    }

    /** Writes the documents whose guards match, and returns their number. */
    long write(List<GuardedChange> changes) {
        return database.collection(collection, database.options().writeLimit())
                .bulkWrite(MongoWriteModels.of(changes), new BulkWriteOptions().ordered(false))
                .getMatchedCount();
    }

    // A batch size above the limit makes the server send all documents in one response and close the cursor.
    private BoundedRead find(BsonDocument query, int limit, String hint) {
        FindIterable<RawBsonDocument> matching =
                documents().withDocumentClass(RawBsonDocument.class).find(query).batchSize(1 + limit);
        try (MongoCursor<RawBsonDocument> cursor = matching.iterator()) {
            return BoundedRead.of(cursor, hint);
        }
    }

    private static BsonDocument whereIdIn(Collection<UnitRow> rows) {
        List<BsonValue> ids = rows.stream().map(UnitRow::id).toList();
        return new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids)));
    }

    private MongoCollection<BsonDocument> documents() {
        return database.collection(collection);
    }
}
