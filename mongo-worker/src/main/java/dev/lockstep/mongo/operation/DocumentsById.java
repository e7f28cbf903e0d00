package dev.lockstep.mongo.operation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Documents under their {@code _id}s. */
final class DocumentsById {
    private final Map<ExactId, BsonDocument> byId = new HashMap<>();

    static DocumentsById of(Iterable<BsonDocument> documents) {
        DocumentsById byId = new DocumentsById();
        documents.forEach(byId::add);
        return byId;
    }

    void add(BsonDocument document) {
        byId.put(new ExactId(document.get("_id", BsonNull.VALUE)), document);
    }

    @Nullable BsonDocument get(BsonValue id) {
        return byId.get(new ExactId(id));
    }

    BsonDocument getOrDefault(BsonValue id, BsonDocument otherwise) {
        return byId.getOrDefault(new ExactId(id), otherwise);
    }

    boolean contains(BsonValue id) {
        return byId.containsKey(new ExactId(id));
    }

    int size() {
        return byId.size();
    }

    List<BsonDocument> documents() {
        return new ArrayList<>(byId.values());
    }
}
