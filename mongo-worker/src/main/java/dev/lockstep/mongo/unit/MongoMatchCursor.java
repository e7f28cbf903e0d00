package dev.lockstep.mongo.unit;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Sorts;
import dev.lockstep.mongo.target.BsonHeap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Reads every document that matches a filter, in batches ordered by {@code _id}. It reads in segments, each with a server
 * cursor that continues after the last {@code _id}. A new segment also starts when the server cursor is lost.
 */
final class MongoMatchCursor implements AutoCloseable {
    // A segment ends well before the server closes the cursor with its session, which is after 30 minutes.
    private static final int SEGMENT_DOCUMENTS = 100_000;
    private static final Duration SEGMENT_TIME = Duration.ofMinutes(5);
    private static final Set<Integer> CURSOR_LOST = Set.of(
            43, // CursorNotFound
            175, // QueryPlanKilled
            237); // CursorKilled
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final MongoCollection<RawBsonDocument> collection;
    private final BsonDocument filter;
    private final int batchSize;
    private final int segmentDocuments;
    private MongoCursor<RawBsonDocument> cursor;
    private long openedNanos;
    private int readInSegment;
    private @Nullable BsonValue lastId;
    private @Nullable RawBsonDocument pending;
    private long batchHeap;
    private boolean atEnd;

    MongoMatchCursor(MongoCollection<BsonDocument> collection, BsonDocument filter, int batchSize) {
        this(collection, filter, batchSize, SEGMENT_DOCUMENTS);
    }

    /** @param segmentDocuments the number of documents after which a new segment starts */
    MongoMatchCursor(
            MongoCollection<BsonDocument> collection, BsonDocument filter, int batchSize, int segmentDocuments) {
        this.collection = collection.withDocumentClass(RawBsonDocument.class);
        this.filter = filter;
        this.batchSize = batchSize;
        this.segmentDocuments = segmentDocuments;
        this.cursor = open(filter);
        this.openedNanos = System.nanoTime();
    }

    /**
     * The next batch, limited by number, bytes and heap; empty at the end.
     *
     * @throws dev.lockstep.worker.OperationFailed if one document needs too much heap
     */
    List<BsonDocument> nextBatch() {
        if (readInSegment >= segmentDocuments || System.nanoTime() - openedNanos > SEGMENT_TIME.toNanos()) {
            reopen();
        }
        List<BsonDocument> batch;
        try {
            batch = read();
        } catch (MongoException e) {
            if (!CURSOR_LOST.contains(e.getCode())) {
                throw e;
            }
            reopen();
            batch = read();
        }
        if (!batch.isEmpty()) {
            lastId = batch.getLast().get("_id", BsonNull.VALUE);
            readInSegment += batch.size();
        }
        return batch;
    }

    /** Whether the last batch was not full, so no batch follows. */
    boolean isAtEnd() {
        return atEnd;
    }

    /** The estimated heap of the last batch, in bytes. */
    long batchHeap() {
        return batchHeap;
    }

    private List<BsonDocument> read() {
        List<BsonDocument> batch = new ArrayList<>();
        BsonValue previousId = lastId;
        int bytes = 0;
        batchHeap = 0;
        while (batch.size() < batchSize && bytes < DocumentSize.MAX_BATCH_BYTES && hasNext()) {
            RawBsonDocument raw = next();
            long heap = BsonHeap.of(raw);
            if (!batch.isEmpty() && batchHeap + heap > BsonHeap.MAX_BATCH_BYTES) {
                pending = raw;
                return batch;
            }
            DocumentLimits.checkHeap(raw, heap, DocumentLimits.EXCLUDE);
            BsonDocument document = raw.decode(CODEC);
            // The server may read along another index, and return a document twice if an application changes its
            // position.
            if (!BsonIdentity.areIdentical(document.get("_id"), previousId)) {
                batch.add(document);
                previousId = document.get("_id");
                bytes += raw.getByteBuffer().remaining();
                batchHeap += heap;
            }
        }
        atEnd = batch.size() < batchSize && bytes < DocumentSize.MAX_BATCH_BYTES;
        return batch;
    }

    private boolean hasNext() {
        return pending != null || cursor.hasNext();
    }

    private RawBsonDocument next() {
        RawBsonDocument kept = pending;
        pending = null;
        return kept == null ? cursor.next() : kept;
    }

    private void reopen() {
        cursor.close();
        pending = null;
        BsonValue last = lastId;
        cursor = open(
                last == null
                        ? filter
                        : new BsonDocument("$and", new BsonArray(List.of(filter, IdOrder.idsAfter(last)))));
        openedNanos = System.nanoTime();
        readInSegment = 0;
    }

    private MongoCursor<RawBsonDocument> open(BsonDocument query) {
        FindIterable<RawBsonDocument> matching =
                collection.find(query).sort(Sorts.ascending("_id")).batchSize(batchSize);
        return (collection.getTimeout(TimeUnit.MILLISECONDS) == null
                        ? matching
                        : matching.timeoutMode(TimeoutMode.ITERATION))
                .iterator();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
