package dev.lockstep.mongo.operation;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Sorts;
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
 * Everything that matches a filter, in batches by {@code _id}. A cursor ends with its session, or is lost, so after so
 * many documents or minutes another one is opened after the last {@code _id}.
 */
final class MongoMatches implements AutoCloseable {
    private static final int SEGMENT_DOCUMENTS = 100_000;
    private static final Duration SEGMENT_TIME = Duration.ofMinutes(5);
    private static final Set<Integer> LOST = Set.of(
            43, // CursorNotFound
            175, // QueryPlanKilled
            237); // CursorKilled
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final MongoCollection<RawBsonDocument> collection;
    private final BsonDocument filter;
    private final int batchSize;
    private final int segmentDocuments;
    private MongoCursor<RawBsonDocument> cursor;
    private long openedAt;
    private int readHere;
    private @Nullable BsonValue last;
    private boolean atEnd;

    MongoMatches(MongoCollection<BsonDocument> collection, BsonDocument filter, int batchSize) {
        this(collection, filter, batchSize, SEGMENT_DOCUMENTS);
    }

    MongoMatches(MongoCollection<BsonDocument> collection, BsonDocument filter, int batchSize, int segmentDocuments) {
        this.collection = collection.withDocumentClass(RawBsonDocument.class);
        this.filter = filter;
        this.batchSize = batchSize;
        this.segmentDocuments = segmentDocuments;
        this.cursor = cursorOver(filter);
        this.openedAt = System.nanoTime();
    }

    /** The next batch; empty at the end. */
    List<BsonDocument> next() {
        if (readHere >= segmentDocuments || System.nanoTime() - openedAt > SEGMENT_TIME.toNanos()) {
            reopen();
        }
        List<BsonDocument> batch;
        try {
            batch = read();
        } catch (MongoException e) {
            if (!LOST.contains(e.getCode())) {
                throw e;
            }
            reopen();
            batch = read();
        }
        if (!batch.isEmpty()) {
            last = batch.getLast().get("_id", BsonNull.VALUE);
            readHere += batch.size();
        }
        return batch;
    }

    /** Whether the last batch is known to have been the last of all. */
    boolean isAtEnd() {
        return atEnd;
    }

    private List<BsonDocument> read() {
        List<BsonDocument> batch = new ArrayList<>(batchSize);
        BsonValue before = last;
        int bytes = 0;
        while (batch.size() < batchSize && bytes < DocumentSize.BATCH && cursor.hasNext()) {
            RawBsonDocument raw = cursor.next();
            BsonDocument document = raw.decode(CODEC);
            // A scan of another index meets a document twice that an application moves along it meanwhile.
            if (!Exact.same(document.get("_id"), before)) {
                batch.add(document);
                before = document.get("_id");
                bytes += raw.getByteBuffer().remaining();
            }
        }
        atEnd = batch.size() < batchSize && bytes < DocumentSize.BATCH;
        return batch;
    }

    private void reopen() {
        cursor.close();
        BsonValue after = last;
        cursor = cursorOver(
                after == null
                        ? filter
                        : new BsonDocument("$and", new BsonArray(List.of(filter, IdBrackets.after(after)))));
        openedAt = System.nanoTime();
        readHere = 0;
    }

    private MongoCursor<RawBsonDocument> cursorOver(BsonDocument query) {
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
