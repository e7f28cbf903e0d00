package dev.lockstep.mongo.unit;

import java.util.Arrays;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** Size limits in bytes. MongoDB takes 16 MB per document, and a row or guarded write holds two states of a document. */
final class DocumentSize {
    /** The most that one of the two states may take; leaves room for the conditions on types. */
    static final int HALF = 7 * 1024 * 1024;

    /** The size of one batch in memory, where its documents exist several times. */
    static final int BATCH = 4 * 1024 * 1024;

    private DocumentSize() {}

    static boolean fitsTwice(BsonDocument document) {
        return of(document) <= HALF;
    }

    static boolean fitTogether(BsonDocument... documents) {
        return Arrays.stream(documents).mapToLong(DocumentSize::of).sum() <= 2L * HALF;
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
