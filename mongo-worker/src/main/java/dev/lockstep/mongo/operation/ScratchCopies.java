package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.mongo.unit.DocumentsById;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * The copies in a scratch collection after the update.
 *
 * @param heap the estimated heap of the copies, in bytes
 */
record ScratchCopies(DocumentsById byId, long heap) {
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();
    private static final long MAX_HEAP_BYTES = 2 * BsonHeap.MAX_DOCUMENT_BYTES;

    /** @throws OperationFailed if the copies need too much heap, because the update has multiplied values */
    static ScratchCopies read(Iterator<RawBsonDocument> source) {
        List<BsonDocument> copies = new ArrayList<>();
        long heap = 0;
        while (source.hasNext()) {
            RawBsonDocument raw = source.next();
            heap += BsonHeap.of(raw);
            if (heap > MAX_HEAP_BYTES) {
                throw OperationFailed.withPartialEffect(
                        "document-too-large",
                        "after the update, %d documents of one batch need %d bytes of memory; the limit of one batch is %d bytes; reduce batch-size of the target, or exclude large documents by the filter"
                                .formatted(copies.size() + 1, heap, MAX_HEAP_BYTES));
            }
            copies.add(raw.decode(CODEC));
        }
        return new ScratchCopies(DocumentsById.of(copies), heap);
    }

    /** The number of documents that have no copy. */
    long missing(List<BsonDocument> documents) {
        return documents.stream()
                .filter(document -> !byId.contains(document.get("_id", BsonNull.VALUE)))
                .count();
    }
}
