package dev.lockstep.mongo.unit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** A map of documents by {@code _id}, with the equality of {@link DocumentId}. */
public final class DocumentsById {
    private final Map<DocumentId, BsonDocument> byId = new HashMap<>();

    public static DocumentsById of(Iterable<BsonDocument> documents) {
        DocumentsById byId = new DocumentsById();
        documents.forEach(byId::add);
        return byId;
    }

    private void add(BsonDocument document) {
        byId.put(new DocumentId(document.get("_id", BsonNull.VALUE)), document);
    }

    @Nullable BsonDocument get(BsonValue id) {
        return byId.get(new DocumentId(id));
    }

    public BsonDocument getOrDefault(BsonValue id, BsonDocument defaultDocument) {
        return byId.getOrDefault(new DocumentId(id), defaultDocument);
    }

    public boolean contains(BsonValue id) {
        return byId.containsKey(new DocumentId(id));
    }

    public int size() {
        return byId.size();
    }

    List<BsonDocument> values() {
        return new ArrayList<>(byId.values());
    }
}
