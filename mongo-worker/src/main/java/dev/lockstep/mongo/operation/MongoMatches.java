package dev.lockstep.mongo.operation;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Sorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Everything that matches a filter, in batches by {@code _id}. A cursor ends with its session, so after so many
 * documents or minutes another one is opened after the last {@code _id}.
 */
final class MongoMatches implements AutoCloseable {
    private static final int SEGMENT_DOCUMENTS = 100_000;
    private static final Duration SEGMENT_TIME = Duration.ofMinutes(5);

    private final MongoCollection<BsonDocument> collection;
    private final BsonDocument filter;
    private final int batchSize;
    private final int segmentDocuments;
    private MongoCursor<BsonDocument> cursor;
    private long openedAt;
    private int readHere;
    private @Nullable BsonValue last;

    MongoMatches(MongoCollection<BsonDocument> collection, BsonDocument filter, int batchSize) {
        this(collection, filter, batchSize, SEGMENT_DOCUMENTS);
    }

    MongoMatches(MongoCollection<BsonDocument> collection, BsonDocument filter, int batchSize, int segmentDocuments) {
        this.collection = collection;
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
        List<BsonDocument> batch = new ArrayList<>(batchSize);
        while (batch.size() < batchSize && cursor.hasNext()) {
            batch.add(cursor.next());
        }
        if (!batch.isEmpty()) {
            last = batch.getLast().get("_id");
            readHere += batch.size();
        }
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

    private MongoCursor<BsonDocument> cursorOver(BsonDocument query) {
        return collection
                .find(query)
                .sort(Sorts.ascending("_id"))
                .batchSize(batchSize)
                .iterator();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
