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
 * @param existing what to do with a document that already has the new field
 */
record FieldRename(FieldPath from, FieldPath to, ExistingFields existing) {
    /**
     * Returns the document after the rename, or the same document if it does not have the field or is skipped.
     *
     * @throws OperationFailed if the field of the document cannot be renamed; the message has the {@code _id} and the path
     */
    BsonDocument applyTo(BsonDocument document) {
        BsonDocument result = document.clone();
        BsonDocument source = sourceParent(result);
        BsonValue value = source == null ? null : source.get(from.name());
        if (source == null || value == null) {
            return document;
        }
        checkDestinationParents(result);
        BsonDocument destination = destinationParent(result);
        if (destination.containsKey(to.name()) && existing != ExistingFields.REPLACE) {
            refuseIfExistingIsFail(document);
            return document;
        }
        destination.put(to.name(), value);
        source.remove(from.name());
        return result;
    }

    /** The document that contains the field, or null if the path does not lead to a document. */
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

    private void checkDestinationParents(BsonDocument document) {
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

    /** The document that gets the field. Creates it and its parents if they are missing. */
    private BsonDocument destinationParent(BsonDocument document) {
        BsonDocument parent = document;
        for (String name : to.parents()) {
            parent = parent.computeIfAbsent(name, _ -> new BsonDocument()).asDocument();
        }
        return parent;
    }

    private void refuseIfExistingIsFail(BsonDocument document) {
        if (existing == ExistingFields.FAIL) {
            throw OperationFailed.withPartialEffect(
                    "field-exists",
                    "document %s already has a field \"%s\"; remove field \"%s\" or \"%s\", exclude the document by the filter, or set existing to skip or replace"
                            .formatted(idOf(document), to, from, to));
        }
    }

    private static OperationFailed arrayOnPath(BsonDocument document, FieldPath path, int depth) {
        return OperationFailed.withPartialEffect(
                "array-on-path",
                "document %s has an array at \"%s\", on the path \"%s\", but a path through an array is not supported; exclude the document by the filter, or use mongo.update"
                        .formatted(idOf(document), path.parentPath(depth), path));
    }

    private OperationFailed parentNotADocument(BsonDocument document, int depth, BsonValue found) {
        return OperationFailed.withPartialEffect(
                "parent-not-a-document",
                "document %s has a value of type %s at \"%s\", on the path \"%s\"; expected an embedded document or no field; correct the document or exclude it by the filter"
                        .formatted(idOf(document), found.getBsonType(), to.parentPath(depth), to));
    }

    private static String idOf(BsonDocument document) {
        return BsonText.of(document.get("_id", BsonNull.VALUE));
    }
}
