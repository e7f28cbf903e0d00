package dev.lockstep.mongo.journal;

import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import dev.lockstep.mongo.target.BsonHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.conversions.Bson;

/**
 * Reads the valid rows of a step that no compensation has settled, in descending order of their numbers, in batches of
 * bounded size. It reads in segments, because the server closes a cursor with its session after 30 minutes.
 */
public final class MongoOpenRows implements AutoCloseable {
    private static final int SEGMENT_BATCHES = 200;
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final MongoCollection<RawBsonDocument> rows;
    private final Bson ofStep;
    private final Predicate<BsonDocument> isValid;
    private final int batchSize;
    private MongoCursor<RawBsonDocument> segment;
    private int readInSegment;
    private long lastNumber = Long.MAX_VALUE;

    /** @param isValid tests the rows; invalid rows are skipped */
    MongoOpenRows(MongoCollection<BsonDocument> rows, Bson ofStep, Predicate<BsonDocument> isValid, int batchSize) {
        this.rows = rows.withDocumentClass(RawBsonDocument.class);
        this.ofStep = ofStep;
        this.isValid = isValid;
        this.batchSize = batchSize;
        this.segment = openBelow(lastNumber);
    }

    /**
     * The next rows; empty at the end.
     *
     * @param byteLimit the batch ends with the row at which the rows and their documents together reach this size
     */
    public List<UnitRow> nextBatch(int byteLimit) {
        List<UnitRow> batch = new ArrayList<>();
        long bytes = 0;
        long heap = 0;
        while (batch.size() < batchSize && bytes < byteLimit && heap < BsonHeap.MAX_BATCH_BYTES && hasNext()) {
            RawBsonDocument raw = segment.next();
            BsonDocument document = raw.decode(CODEC);
            UnitRow row = UnitJournalCodec.parseRow(document);
            readInSegment++;
            lastNumber = row.number();
            if (isValid.test(document)) {
                batch.add(row);
                bytes += raw.getByteBuffer().remaining() + row.documentBytes();
                heap += BsonHeap.of(raw);
            }
        }
        return batch;
    }

    private boolean hasNext() {
        if (!segment.hasNext() && readInSegment == segmentRows()) {
            segment.close();
            segment = openBelow(lastNumber);
            readInSegment = 0;
        }
        return segment.hasNext();
    }

    private int segmentRows() {
        return batchSize * SEGMENT_BATCHES;
    }

    private MongoCursor<RawBsonDocument> openBelow(long number) {
        return rows.find(Filters.and(ofStep, lt("number", number), Filters.exists("state", false)))
                .sort(Indexes.descending("number"))
                .limit(segmentRows())
                .batchSize(batchSize)
                .timeoutMode(TimeoutMode.ITERATION)
                .iterator();
    }

    @Override
    public void close() {
        segment.close();
    }
}
