package dev.lockstep.stack.mongo.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.Optional;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection that corrects two differences between its superclass and MongoDB. A replaced document gets the field
 * order of the replacement; the superclass keeps the old order. A filter on {@code _id} and other fields uses the index
 * on {@code _id}; the superclass scans all documents.
 */
final class FieldOrderCollection extends H2Collection {

    private @Nullable Document replacement; // Set during a replace command. Guarded by this.

    FieldOrderCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            MVMap<Object, Document> data,
            MVMap<String, Object> meta,
            CursorRegistry cursors) {
        super(database, name, options, data, meta, cursors);
    }

    @Override
    public synchronized Document updateDocuments(
            Document selector,
            Document update,
            ArrayFilters arrayFilters,
            boolean isMulti,
            boolean isUpsert,
            Oplog oplog) {
        boolean isReplacement = update.keySet().stream().noneMatch(key -> key.startsWith("$"));
        replacement = isReplacement ? update : null;
        try {
            return super.updateDocuments(selector, update, arrayFilters, isMulti, isUpsert, oplog);
        } finally {
            replacement = null;
        }
    }

    @Override
    protected synchronized void handleUpdate(Object position, Document oldDocument, Document newDocument) {
        Document fieldOrder = replacement;
        super.handleUpdate(
                position, oldDocument, fieldOrder == null ? newDocument : withFieldOrder(newDocument, fieldOrder));
    }

    @Override
    protected QueryResult queryDocuments(
            Document query, @Nullable Document order, int skip, int limit, int batch, @Nullable Document fields) {
        Document byId = new Document("_id", query.get("_id"));
        Optional<Index<Object>> index = getIndexes().stream()
                .filter(candidate -> query.containsKey("_id") && candidate.canHandle(byId))
                .findFirst();
        return index.isPresent()
                ? matchDocuments(query, index.get().getPositions(byId), order, skip, limit, batch, fields)
                : super.queryDocuments(query, order, skip, limit, batch, fields);
    }

    private Document withFieldOrder(Document values, Document fieldOrder) {
        Document ordered = new Document();
        if (getIdField() != null) {
            ordered.put(getIdField(), values.get(getIdField()));
        }
        fieldOrder.keySet().forEach(key -> ordered.put(key, values.get(key)));
        return ordered;
    }
}
