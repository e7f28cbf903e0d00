package dev.lockstep.mongo.journal;

import com.mongodb.client.MongoCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** Reads the unit rows of one cursor in batches of bounded size. */
final class MongoUnitRowReader {
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final MongoCursor<RawBsonDocument> cursor;
    private final Predicate<BsonDocument> valid;
    private int rowsRead;
    private long lastNumber = Long.MAX_VALUE;

    /** @param valid whether a row counts; others are skipped */
    MongoUnitRowReader(MongoCursor<RawBsonDocument> cursor, Predicate<BsonDocument> valid) {
        this.cursor = cursor;
        this.valid = valid;
    }

    /**
     * The next valid rows; empty at the end.
     *
     * @param rowLimit the most rows of a batch
     * @param byteLimit the batch ends with the row that reaches this size, its document included
     */
    List<UnitRow> nextBatch(int rowLimit, int byteLimit) {
        List<UnitRow> batch = new ArrayList<>(rowLimit);
        long bytes = 0;
        while (batch.size() < rowLimit && bytes < byteLimit && cursor.hasNext()) {
            RawBsonDocument raw = cursor.next();
            BsonDocument document = raw.decode(CODEC);
            UnitRow row = UnitRowCodec.row(document);
            rowsRead++;
            lastNumber = row.number();
            if (valid.test(document)) {
                batch.add(row);
                bytes += raw.getByteBuffer().remaining() + row.bytes();
            }
        }
        return batch;
    }

    /** How many rows the cursor has returned, valid or not. */
    int rowsRead() {
        return rowsRead;
    }

    /** The number of the last row that the cursor has returned. */
    long lastNumber() {
        return lastNumber;
    }
}
