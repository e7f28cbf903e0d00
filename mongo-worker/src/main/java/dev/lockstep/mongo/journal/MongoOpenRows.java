package dev.lockstep.mongo.journal;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import dev.lockstep.mongo.target.BsonHeap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads the valid rows of a step that no compensation has settled, in descending order of their numbers, in batches of
 * bounded size. It reads in segments, because the server closes a cursor with its session after 30 minutes.
 */
public final class MongoOpenRows implements AutoCloseable {
    private static final int SEGMENT_ROWS = 100_000;
    private static final Duration SEGMENT_TIME = Duration.ofMinutes(5);
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final MongoCollection<RawBsonDocument> rows;
    private final Bson ofStep;
    private final Predicate<BsonDocument> isValid;
    private final Limits limits;
    private MongoCursor<RawBsonDocument> segment;
    private long openedNanos;
    private int readInSegment;
    private @Nullable RawBsonDocument pending;
    private long batchHeap;
    private long lastNumber = Long.MAX_VALUE;
    private final List<BsonValue> idsOfLastNumber = new ArrayList<>();

    /**
     * The sizes of batches and segments.
     *
     * @param batchRows the largest number of rows in a batch
     * @param segmentRows the number of rows after which a new segment starts
     * @param segmentTime the time after which the next batch starts a new segment
     */
    record Limits(int batchRows, int segmentRows, Duration segmentTime) {
        static Limits of(int batchRows) {
            return new Limits(batchRows, SEGMENT_ROWS, SEGMENT_TIME);
        }
    }

    /** @param isValid tests the rows; invalid rows are skipped */
    MongoOpenRows(MongoCollection<BsonDocument> rows, Bson ofStep, Predicate<BsonDocument> isValid, Limits limits) {
        this.rows = rows.withDocumentClass(RawBsonDocument.class);
        this.ofStep = ofStep;
        this.isValid = isValid;
        this.limits = limits;
        this.segment = open();
        this.openedNanos = System.nanoTime();
    }

    /**
     * The next rows; empty at the end.
     *
     * @param byteLimit the batch ends with the row at which the rows and their documents together reach this size
     */
    public List<UnitRow> nextBatch(int byteLimit) {
        if (System.nanoTime() - openedNanos > limits.segmentTime().toNanos()) {
            reopen();
        }
        List<UnitRow> batch = new ArrayList<>();
        long bytes = 0;
        batchHeap = 0;
        while (batch.size() < limits.batchRows() && bytes < byteLimit && hasNext()) {
            RawBsonDocument raw = next();
            long heap = BsonHeap.of(raw);
            if (!batch.isEmpty() && batchHeap + heap > BsonHeap.MAX_BATCH_BYTES) {
                pending = raw;
                return batch;
            }
            markRead(raw);
            if (isValid.test(raw)) {
                UnitRow row = UnitJournalCodec.parseRow(raw.decode(CODEC));
                batch.add(row);
                bytes += raw.getByteBuffer().remaining() + row.documentBytes();
                batchHeap += heap;
            }
        }
        return batch;
    }

    /** The estimated heap of the rows of the last batch, in bytes. */
    public long batchHeap() {
        return batchHeap;
    }

    private boolean hasNext() {
        if (pending == null && !segment.hasNext() && readInSegment == limits.segmentRows()) {
            reopen();
        }
        return pending != null || segment.hasNext();
    }

    private RawBsonDocument next() {
        RawBsonDocument kept = pending;
        pending = null;
        if (kept != null) {
            return kept;
        }
        readInSegment++;
        return segment.next();
    }

    private void markRead(RawBsonDocument row) {
        long number = row.getInt64("number").getValue();
        if (number != lastNumber) {
            idsOfLastNumber.clear();
            lastNumber = number;
        }
        idsOfLastNumber.add(row.get("_id", BsonNull.VALUE));
    }

    private void reopen() {
        segment.close();
        pending = null;
        segment = open();
        openedNanos = System.nanoTime();
        readInSegment = 0;
    }

    // An invalid row of an earlier dispatch can have the number of a valid row, so the last number is read again.
    private MongoCursor<RawBsonDocument> open() {
        Bson unread = Filters.and(
                ofStep,
                Filters.lte("number", lastNumber),
                Filters.nin("_id", idsOfLastNumber),
                Filters.exists("state", false));
        return rows.find(unread)
                .sort(Indexes.descending("number"))
                .limit(limits.segmentRows())
                .batchSize(limits.batchRows())
                .timeoutMode(TimeoutMode.ITERATION)
                .iterator();
    }

    @Override
    public void close() {
        segment.close();
    }
}
