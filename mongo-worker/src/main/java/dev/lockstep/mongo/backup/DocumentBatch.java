package dev.lockstep.mongo.backup;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Documents of a backup by their {@code _id}s, of limited number and, unless it is only one, of limited size. */
final class DocumentBatch {
    private static final int MAX_BYTES = 4 << 20;
    private final int maxDocuments;
    private final Map<ByteBuffer, RawBsonDocument> documents = new LinkedHashMap<>();
    private long bytes;

    DocumentBatch(int maxDocuments) {
        this.maxDocuments = maxDocuments;
    }

    boolean isFull() {
        return documents.size() >= maxDocuments || bytes >= MAX_BYTES;
    }

    boolean isEmpty() {
        return documents.isEmpty();
    }

    void add(RawBsonDocument document) {
        documents.put(ByteBuffer.wrap(BsonBytes.idOf(document)), document);
        bytes += BsonBytes.sizeOf(document);
    }

    /** Removes and returns the document with the {@code _id} of this one; null if there is none. */
    @Nullable RawBsonDocument take(RawBsonDocument current) {
        return documents.remove(ByteBuffer.wrap(BsonBytes.idOf(current)));
    }

    List<RawBsonDocument> rest() {
        return new ArrayList<>(documents.values());
    }

    List<BsonValue> ids() {
        return documents.values().stream()
                .map(document -> document.get("_id", BsonNull.VALUE))
                .toList();
    }
}
