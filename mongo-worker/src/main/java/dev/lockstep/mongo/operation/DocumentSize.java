package dev.lockstep.mongo.operation;

import java.util.Arrays;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** What fits into one write: MongoDB takes 16 MB, and a guarded write holds what was there and what is to be there. */
final class DocumentSize {
    /** Leaves room for a guard's types. */
    static final int HALF = 7 * 1024 * 1024;

    /** What is held at once, several times over; a batch ends with the document that takes it there. */
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
