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
    private final Predicate<BsonDocument> isValid;
    private int rowsRead;
    private long lastNumber = Long.MAX_VALUE;

    /** @param isValid tests the rows; invalid rows are skipped */
    MongoUnitRowReader(MongoCursor<RawBsonDocument> cursor, Predicate<BsonDocument> isValid) {
        this.cursor = cursor;
        this.isValid = isValid;
    }

    /**
     * The next valid rows; empty at the end.
     *
     * @param rowLimit the largest number of rows
     * @param byteLimit the batch ends with the row at which the rows and their documents together reach this size
     */
    List<UnitRow> nextBatch(int rowLimit, int byteLimit) {
        List<UnitRow> batch = new ArrayList<>(rowLimit);
        long bytes = 0;
        while (batch.size() < rowLimit && bytes < byteLimit && cursor.hasNext()) {
            RawBsonDocument raw = cursor.next();
            BsonDocument document = raw.decode(CODEC);
            UnitRow row = UnitJournalCodec.parseRow(document);
            rowsRead++;
            lastNumber = row.number();
            if (isValid.test(document)) {
                batch.add(row);
                bytes += raw.getByteBuffer().remaining() + row.documentBytes();
            }
        }
        return batch;
    }

    /** The number of rows that the cursor has returned, including invalid ones. */
    int rowsRead() {
        return rowsRead;
    }

    /** The number of the last row that the cursor has returned, valid or not. */
    long lastNumber() {
        return lastNumber;
    }
}
