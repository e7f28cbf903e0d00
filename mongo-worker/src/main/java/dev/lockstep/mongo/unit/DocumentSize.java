package dev.lockstep.mongo.unit;

import java.util.Arrays;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * Sizes of documents, and their limits in bytes. MongoDB allows 16 MB per document, and a row or a guarded write contains
 * two states of a document.
 */
final class DocumentSize {
    /** The limit of one of the two states. The rest of the 16 MB is for the guard's conditions on types. */
    static final int MAX_STATE_BYTES = 7 * 1024 * 1024;

    /** The limit of one batch. It is small because each document exists several times in memory. */
    static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

    private DocumentSize() {}

    static boolean isWithinStateLimit(BsonDocument document) {
        return of(document) <= MAX_STATE_BYTES;
    }

    static boolean fitIntoOneRow(BsonDocument... documents) {
        return Arrays.stream(documents).mapToLong(DocumentSize::of).sum() <= 2L * MAX_STATE_BYTES;
    }

    static int of(BsonDocument document) {
        try (BasicOutputBuffer buffer = new BasicOutputBuffer();
                BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
            new BsonDocumentCodec()
                    .encode(writer, document, EncoderContext.builder().build());
            return buffer.getSize();
        }
    }
}
