package dev.lockstep.mongo.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;

/**
 * The options and indexes of a collection, as canonical Extended JSON with the members of a metadata file of mongodump, and
 * {@code exists}.
 *
 * @param exists whether the collection existed
 */
record CollectionMetadata(String collection, boolean exists, BsonDocument options, List<BsonDocument> indexes) {
    private static final int MAX_BYTES = 16 << 20;
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    CollectionMetadata {
        indexes = List.copyOf(indexes);
    }

    static CollectionMetadata missing(String collection) {
        return new CollectionMetadata(collection, false, new BsonDocument(), List.of());
    }

    long writeTo(OutputStream file) throws IOException {
        BsonDocument document = new BsonDocument("collectionName", new BsonString(collection))
                .append("type", new BsonString("collection"))
                .append("exists", BsonBoolean.valueOf(exists))
                .append("options", options)
                .append("indexes", new BsonArray(indexes));
        file.write(document.toJson(CANONICAL).getBytes(StandardCharsets.UTF_8));
        return 0;
    }

    static CollectionMetadata readFrom(InputStream file) throws IOException {
        byte[] text = file.readNBytes(MAX_BYTES + 1);
        if (text.length > MAX_BYTES) {
            throw new IOException("the metadata have more than %d bytes".formatted(MAX_BYTES));
        }
        try {
            BsonDocument document = BsonDocument.parse(new String(text, StandardCharsets.UTF_8));
            return new CollectionMetadata(
                    document.getString("collectionName").getValue(),
                    document.getBoolean("exists").getValue(),
                    document.getDocument("options"),
                    document.getArray("indexes").stream()
                            .map(index -> index.asDocument())
                            .toList());
        } catch (JsonParseException | BsonInvalidOperationException thrown) {
            throw new IOException("the metadata cannot be parsed: %s".formatted(thrown.getMessage()), thrown);
        }
    }
}
