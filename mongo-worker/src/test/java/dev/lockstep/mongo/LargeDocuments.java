package dev.lockstep.mongo;

import java.util.Collections;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** Documents of many empty documents. They need about 16 times as much heap as bytes. */
public final class LargeDocuments {
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private LargeDocuments() {}

    public static BsonArray values(int count) {
        return new BsonArray(Collections.nCopies(count, new BsonDocument()));
    }

    public static RawBsonDocument document(int id, int values) {
        BsonDocument document = new BsonDocument("_id", new BsonInt32(id)).append("values", values(values));
        return new RawBsonDocument(document, CODEC);
    }
}
