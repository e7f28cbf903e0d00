package dev.lockstep.mongo.backup;

import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.mongo.unit.ExactGuard;
import dev.lockstep.mongo.unit.FieldNames;
import java.nio.ByteBuffer;
import java.util.Map;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.RawBsonDocument;

/**
 * Builds the filter of a write that requires that a document is still as it was read. It compares the whole document; of one that
 * does not fit into a write, it compares the smaller fields.
 */
final class RestoreGuard {
    /** A write has at most 16 MB. The rest is for the guard's conditions on types. */
    private static final int MAX_BYTES = 14 << 20;

    private static final int MAX_FIELD_BYTES = 64 << 10;
    private static final int MAX_FIELDS_BYTES = 1 << 20;

    private RestoreGuard() {}

    /** Whether both documents fit into one write. */
    static boolean fit(RawBsonDocument current, RawBsonDocument replacement) {
        return BsonBytes.sizeOf(current) + BsonBytes.sizeOf(replacement) <= MAX_BYTES && isWholeComparable(current);
    }

    private static boolean isWholeComparable(RawBsonDocument document) {
        return BsonBytes.sizeOf(document) <= MAX_BYTES && BsonHeap.of(document) <= BsonHeap.MAX_BATCH_BYTES;
    }

    static BsonDocument of(RawBsonDocument current, BsonDateTime windowEnd) {
        return isWholeComparable(current)
                ? ExactGuard.forDocument(current, windowEnd)
                : ofSmallFields(current, windowEnd);
    }

    private static BsonDocument ofSmallFields(RawBsonDocument current, BsonDateTime windowEnd) {
        BsonDocument compared = new BsonDocument();
        int bytes = 0;
        for (Map.Entry<String, ByteBuffer> field : BsonBytes.fieldsOf(current).entrySet()) {
            int size = field.getValue().remaining();
            String name = field.getKey();
            boolean isComparable = !name.equals("_id") && FieldNames.isAddressable(name) && size <= MAX_FIELD_BYTES;
            if (isComparable && bytes + size <= MAX_FIELDS_BYTES) {
                bytes += size;
                compared.append(name, current.get(name));
            }
        }
        return ExactGuard.forFields(current.get("_id", BsonNull.VALUE), compared, compared.keySet(), windowEnd);
    }
}
