package dev.lockstep.mongo.journal;

import com.mongodb.client.MongoCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** Rows of one cursor in batches that a worker can hold, together with their documents. */
final class MongoOpenRows {
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final MongoCursor<RawBsonDocument> cursor;
    private final Predicate<BsonDocument> counts;
    private int met;
    private long lowest = Long.MAX_VALUE;

    MongoOpenRows(MongoCursor<RawBsonDocument> cursor, Predicate<BsonDocument> counts) {
        this.cursor = cursor;
        this.counts = counts;
    }

    /** The next rows that count; empty at the end. */
    List<UnitRow> next(int most, int mostBytes) {
        List<UnitRow> batch = new ArrayList<>(most);
        long bytes = 0;
        while (batch.size() < most && bytes < mostBytes && cursor.hasNext()) {
            RawBsonDocument raw = cursor.next();
            BsonDocument document = raw.decode(CODEC);
            UnitRow row = UnitRowCodec.row(document);
            met++;
            lowest = row.number();
            if (counts.test(document)) {
                batch.add(row);
                bytes += raw.getByteBuffer().remaining() + row.bytes();
            }
        }
        return batch;
    }

    /** How many rows the cursor has given, those that do not count among them. */
    int met() {
        return met;
    }

    /** The number of the last row that the cursor has given. */
    long lowest() {
        return lowest;
    }
}
