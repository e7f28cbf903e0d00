package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.target.BsonHeap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * Documents that were read until they would have needed too much heap.
 *
 * @param documents at least one document, if there is one
 * @param heap the estimated heap of the documents, in bytes
 * @param isComplete whether all documents were read
 */
record BoundedRead(List<BsonDocument> documents, long heap, boolean isComplete) {
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();
    private static final long MAX_HEAP_BYTES = 2 * BsonHeap.MAX_BATCH_BYTES;

    /**
     * Reads the documents.
     *
     * @param hint what to do if one document needs too much heap, see {@link DocumentLimits#checkHeap}
     */
    static BoundedRead of(Iterator<RawBsonDocument> source, String hint) {
        List<BsonDocument> documents = new ArrayList<>();
        long heap = 0;
        while (source.hasNext()) {
            RawBsonDocument raw = source.next();
            long next = BsonHeap.of(raw);
            if (!documents.isEmpty() && heap + next > MAX_HEAP_BYTES) {
                return new BoundedRead(documents, heap, false);
            }
            DocumentLimits.checkHeap(raw, next, hint);
            documents.add(raw.decode(CODEC));
            heap += next;
        }
        return new BoundedRead(documents, heap, true);
    }
}
