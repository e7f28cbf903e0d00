package dev.lockstep.stack.mongo.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection that corrects three differences between its superclass and MongoDB. A replaced document gets the field
 * order of the replacement; the superclass keeps the old order. A filter on {@code _id} and other fields uses the index
 * on {@code _id}; the superclass scans all documents, and compares each with all values of {@code $in}. A query holds
 * the positions of its documents in memory; the superclass holds the documents.
 */
final class FieldOrderCollection extends H2Collection {

    private static final int LOADED_DOCUMENTS = 100;

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
                ? matchDocuments(
                        withoutListOfIds(query), index.get().getPositions(byId), order, skip, limit, batch, fields)
                : super.queryDocuments(query, order, skip, limit, batch, fields);
    }

    // The positions are exactly those of the listed values.
    private static Document withoutListOfIds(Document query) {
        boolean isListOfValues = query.get("_id") instanceof Document condition
                && condition.keySet().equals(Set.of("$in"))
                && condition.get("$in") instanceof Collection<?> values
                && values.stream().noneMatch(value -> value instanceof Document || value == null);
        if (!isListOfValues) {
            return query;
        }
        Document others = query.clone();
        others.remove("_id");
        return others;
    }

    @Override
    protected QueryResult matchDocuments(
            Document query, @Nullable Document order, int skip, int limit, int batch, @Nullable Document fields) {
        if (isNaturalDescending(order)) {
            return super.matchDocuments(query, order, skip, limit, batch, fields);
        }
        List<Object> positions = positions(query, order, limit <= 0 ? 0 : skip + limit).stream()
                .skip(skip)
                .toList();
        if (batch <= 0) {
            return new QueryResult(() -> documents(positions, new Document(), fields));
        }
        PositionCursor cursor =
                new PositionCursor(cursorRegistry.generateCursorId(), documents(positions, query, fields));
        List<Document> first = cursor.takeDocuments(batch);
        if (cursor.isEmpty()) {
            return new QueryResult(first);
        }
        cursorRegistry.add(cursor);
        return new QueryResult(first, cursor);
    }

    private List<Object> positions(Document query, @Nullable Document order, int largestSize) {
        Stream<DocumentWithPosition<Object>> matching =
                streamAllDocumentsWithPosition().filter(found -> documentMatchesQuery(found.getDocument(), query));
        if (order == null || order.isEmpty() || order.containsKey("$natural")) {
            return matching.limit(largestSize == 0 ? Long.MAX_VALUE : largestSize)
                    .map(DocumentWithPosition::getPosition)
                    .toList();
        }
        SortedPositions sorted = new SortedPositions(order, largestSize);
        matching.forEach(found -> sorted.add(found.getDocument(), found.getPosition()));
        return sorted.toList();
    }

    /** Loads the documents in parts, and leaves out those that do not exist or do not match any more. */
    private Iterator<Document> documents(List<Object> positions, Document query, @Nullable Document fields) {
        return IntStream.iterate(0, from -> from < positions.size(), from -> from + LOADED_DOCUMENTS)
                .mapToObj(from -> positions.subList(from, Math.min(positions.size(), from + LOADED_DOCUMENTS)))
                .flatMap(part -> load(part, query, fields).stream())
                .iterator();
    }

    private List<Document> load(List<Object> positions, Document query, @Nullable Document fields) {
        Stream<Document> found = positions.stream().map(this::getDocument).filter(Objects::nonNull);
        return matchDocumentsFromStream(query, found, 0, 0, 0, null, fields).collectDocuments();
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
