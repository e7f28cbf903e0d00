package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** Refuses changes of a document that cannot be guarded, journaled or stored. */
final class DocumentLimits {
    private static final String TOO_LARGE = "document-too-large";

    /** The hint for a document that an apply reads. */
    static final String EXCLUDE = "exclude the document by the filter";

    /** The hint for a document that a compensation reads: the step has changed it, so a filter cannot exclude it. */
    static final String SHRINK = "make the document smaller or delete it, then retry; or skip the step";

    private DocumentLimits() {}

    /** @throws OperationFailed if the document cannot be changed and restored */
    static void check(BsonDocument document, BsonDocument postImage, TouchedFields touched) {
        BsonValue id = document.get("_id", BsonNull.VALUE);
        touched.names().forEach(name -> checkName(id, name));
        checkTouchedFields(id, touched);
        checkDocument(id, postImage);
    }

    /**
     * Refuses a document that cannot be decoded.
     *
     * @param hint {@link #EXCLUDE} or {@link #SHRINK}
     * @throws OperationFailed if the decoded document needs more heap than one document may need
     */
    static void checkHeap(RawBsonDocument document, long heap, String hint) {
        if (heap > BsonHeap.MAX_DOCUMENT_BYTES) {
            throw OperationFailed.withPartialEffect(
                    TOO_LARGE,
                    "document %s has %d bytes in so many values that it needs %d bytes of memory; the limit is %d bytes; %s"
                            .formatted(
                                    BsonText.of(document.get("_id", BsonNull.VALUE)),
                                    document.getByteBuffer().remaining(),
                                    heap,
                                    BsonHeap.MAX_DOCUMENT_BYTES,
                                    hint));
        }
    }

    private static void checkName(BsonValue id, String name) {
        if (!FieldNames.isAddressable(name)) {
            throw OperationFailed.withPartialEffect(
                    "field-name",
                    "document %s: the step changes the top-level field \"%s\"; a name that is empty or contains a dot or $ cannot be guarded; change the operation so that it leaves this field unchanged"
                            .formatted(BsonText.of(id), name));
        }
    }

    private static void checkTouchedFields(BsonValue id, TouchedFields touched) {
        if (!DocumentSize.isWithinStateLimit(touched.oldState())
                || !DocumentSize.isWithinStateLimit(touched.newState())) {
            throw OperationFailed.withPartialEffect(
                    TOO_LARGE,
                    "document %s: the touched top-level fields take %d bytes before and %d bytes after the change; the limit is %d bytes; %s"
                            .formatted(
                                    BsonText.of(id),
                                    DocumentSize.of(touched.oldState()),
                                    DocumentSize.of(touched.newState()),
                                    DocumentSize.MAX_STATE_BYTES,
                                    EXCLUDE));
        }
    }

    private static void checkDocument(BsonValue id, BsonDocument postImage) {
        int bytes = DocumentSize.of(postImage);
        if (bytes > DocumentSize.MAX_DOCUMENT_BYTES) {
            throw OperationFailed.withPartialEffect(
                    TOO_LARGE,
                    "document %s would have %d bytes after the change; the server stores at most %d bytes; %s"
                            .formatted(BsonText.of(id), bytes, DocumentSize.MAX_DOCUMENT_BYTES, EXCLUDE));
        }
        // A compensation reads the changed document.
        if (bytes > BsonHeap.MIN_BYTES_OF_LARGE_DOCUMENT) {
            checkHeapAfterChange(id, bytes, BsonHeap.ofDecoded(postImage));
        }
    }

    private static void checkHeapAfterChange(BsonValue id, int bytes, long heap) {
        if (heap > BsonHeap.MAX_DOCUMENT_BYTES) {
            throw OperationFailed.withPartialEffect(
                    TOO_LARGE,
                    "document %s would have %d bytes after the change, in so many values that it would need %d bytes of memory; the limit is %d bytes; %s"
                            .formatted(BsonText.of(id), bytes, heap, BsonHeap.MAX_DOCUMENT_BYTES, EXCLUDE));
        }
    }
}
