package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import dev.lockstep.mongo.unit.BsonText;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Renames a field in one document as the server's {@code $rename} does: the new field is appended to its parent, missing
 * parents are created, and an existing field that is replaced keeps its position.
 *
 * @param existing what to do where the new field exists already
 */
record FieldRename(FieldPath from, FieldPath to, ExistingFields existing) {
    /**
     * The document after the rename; identical if the document does not have the field, or is skipped.
     *
     * @throws OperationFailed with the document's {@code _id} and the path, if the document cannot be changed
     */
    BsonDocument applyTo(BsonDocument document) {
        BsonDocument result = document.clone();
        BsonDocument source = sourceParent(result);
        BsonValue value = source == null ? null : source.get(from.name());
        if (source == null || value == null) {
            return document;
        }
        checkTargetParents(result);
        BsonDocument target = targetParent(result);
        if (target.containsKey(to.name()) && existing != ExistingFields.REPLACE) {
            checkSkipped(document);
            return document;
        }
        target.put(to.name(), value);
        source.remove(from.name());
        return result;
    }

    /** The document that holds the field; null if there is none. */
    private @Nullable BsonDocument sourceParent(BsonDocument document) {
        BsonDocument parent = document;
        for (int depth = 1; depth <= from.parents().size(); depth++) {
            BsonValue next = parent.get(from.parents().get(depth - 1));
            if (next != null && next.isArray()) {
                throw arrayOnPath(document, from, depth);
            }
            if (next == null || !next.isDocument()) {
                return null;
            }
            parent = next.asDocument();
        }
        return parent;
    }

    private void checkTargetParents(BsonDocument document) {
        BsonDocument parent = document;
        for (int depth = 1; depth <= to.parents().size(); depth++) {
            BsonValue next = parent.get(to.parents().get(depth - 1));
            if (next == null) {
                return;
            }
            if (next.isArray()) {
                throw arrayOnPath(document, to, depth);
            }
            if (!next.isDocument()) {
                throw parentNotADocument(document, depth, next);
            }
            parent = next.asDocument();
        }
    }

    /** The document that gets the field; created with its parents where they are missing. */
    private BsonDocument targetParent(BsonDocument document) {
        BsonDocument parent = document;
        for (String name : to.parents()) {
            parent = parent.computeIfAbsent(name, _ -> new BsonDocument()).asDocument();
        }
        return parent;
    }

    private void checkSkipped(BsonDocument document) {
        if (existing == ExistingFields.FAIL) {
            throw OperationFailed.withPartialEffect(
                    "field-exists",
                    "document %s has a field %s already; remove one of the fields, exclude the document by the filter, or set existing to skip or replace"
                            .formatted(idOf(document), to));
        }
    }

    private static OperationFailed arrayOnPath(BsonDocument document, FieldPath path, int depth) {
        return OperationFailed.withPartialEffect(
                "array-on-path",
                "document %s has an array at %s, on the path %s; paths through arrays are not supported; exclude the document by the filter, or use mongo.update"
                        .formatted(idOf(document), path.parentPath(depth), path));
    }

    private OperationFailed parentNotADocument(BsonDocument document, int depth, BsonValue found) {
        return OperationFailed.withPartialEffect(
                "parent-not-a-document",
                "document %s has %s at %s, on the path %s; a document or nothing is expected there; correct the document or exclude it by the filter"
                        .formatted(idOf(document), BsonText.of(found), to.parentPath(depth), to));
    }

    private static String idOf(BsonDocument document) {
        return BsonText.of(document.get("_id", BsonNull.VALUE));
    }
}
