package dev.lockstep.mongo.backup;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Sorts;
import dev.lockstep.mongo.unit.IdOrder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads all documents of a collection in the order of their {@code _id}s, one by one. It reads in segments, each with a server
 * cursor that continues after the last {@code _id}.
 */
public final class MongoDocumentScan implements AutoCloseable {
    // A segment ends well before the server closes the cursor with its session, which is after 30 minutes.
    private static final int SEGMENT_DOCUMENTS = 100_000;
    private static final Duration SEGMENT_TIME = Duration.ofMinutes(5);
    private static final Set<Integer> CURSOR_LOST = Set.of(
            43, // CursorNotFound
            175, // QueryPlanKilled
            237); // CursorKilled

    private final MongoCollection<RawBsonDocument> collection;
    private final Bson projection;
    private final int batchSize;
    private final int segmentDocuments;
    private MongoCursor<RawBsonDocument> cursor;
    private long openedNanos;
    private int readInSegment;
    private @Nullable BsonValue lastId;

    /** @param projection the fields to read; all if it is empty */
    public MongoDocumentScan(MongoCollection<BsonDocument> collection, Bson projection, int batchSize) {
        this(collection, projection, batchSize, SEGMENT_DOCUMENTS);
    }

    MongoDocumentScan(MongoCollection<BsonDocument> collection, Bson projection, int batchSize, int segmentDocuments) {
        this.collection = collection.withDocumentClass(RawBsonDocument.class);
        this.projection = projection;
        this.batchSize = batchSize;
        this.segmentDocuments = segmentDocuments;
        this.cursor = open(new BsonDocument());
        this.openedNanos = System.nanoTime();
    }

    /** Returns the next document; null at the end. */
    public @Nullable RawBsonDocument next() {
        if (readInSegment >= segmentDocuments || System.nanoTime() - openedNanos > SEGMENT_TIME.toNanos()) {
            reopen();
        }
        RawBsonDocument document;
        try {
            document = read();
        } catch (MongoException e) {
            if (!CURSOR_LOST.contains(e.getCode())) {
                throw e;
            }
            reopen();
            document = read();
        }
        if (document != null) {
            lastId = document.get("_id", BsonNull.VALUE);
            readInSegment++;
        }
        return document;
    }

    private @Nullable RawBsonDocument read() {
        return cursor.hasNext() ? cursor.next() : null;
    }

    private void reopen() {
        cursor.close();
        BsonValue last = lastId;
        cursor = open(last == null ? new BsonDocument() : IdOrder.idsAfter(last));
        openedNanos = System.nanoTime();
        readInSegment = 0;
    }

    private MongoCursor<RawBsonDocument> open(BsonDocument filter) {
        FindIterable<RawBsonDocument> found = collection
                .find(filter)
                .projection(projection)
                .sort(Sorts.ascending("_id"))
                .batchSize(batchSize);
        return (collection.getTimeout(TimeUnit.MILLISECONDS) == null ? found : found.timeoutMode(TimeoutMode.ITERATION))
                .iterator();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
