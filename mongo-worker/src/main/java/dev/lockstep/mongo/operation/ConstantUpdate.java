package dev.lockstep.mongo.operation;

import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * An update of constant {@code $set} and {@code $unset} whose result the worker computes exactly as every server does.
 * {@link ConstantUpdateRules} decides which updates are of this kind.
 *
 * @param assignments the fields to set, in an order in which servers append new fields to an embedded document
 * @param removals the fields to remove
 */
record ConstantUpdate(List<Assignment> assignments, List<FieldPath> removals) {
    /** A field and its value after the update. */
    record Assignment(FieldPath path, BsonValue value) {}

    /**
     * The document after the update; empty if only the server can compute it, because a path leads through an array or
     * through a value that is not a document.
     */
    Optional<BsonDocument> applyTo(BsonDocument document) {
        BsonDocument result = copy(document);
        return assignments.stream().allMatch(assignment -> set(result, assignment))
                        && removals.stream().allMatch(path -> remove(result, path))
                ? Optional.of(result)
                : Optional.empty();
    }

    private static boolean set(BsonDocument document, Assignment assignment) {
        BsonDocument parent = document;
        for (String name : assignment.path().parents()) {
            BsonValue next = parent.get(name);
            if (next != null && !next.isDocument()) {
                return false;
            }
            BsonDocument copy = next == null ? new BsonDocument() : copy(next.asDocument());
            parent.put(name, copy);
            parent = copy;
        }
        parent.put(assignment.path().name(), assignment.value());
        return true;
    }

    private static boolean remove(BsonDocument document, FieldPath path) {
        BsonDocument parent = document;
        for (String name : path.parents()) {
            BsonValue next = parent.get(name);
            if (next == null) {
                return true;
            }
            if (!next.isDocument()) {
                return false;
            }
            BsonDocument copy = copy(next.asDocument());
            parent.put(name, copy);
            parent = copy;
        }
        parent.remove(path.name());
        return true;
    }

    // Only the documents on a path are copied. The other values are shared, because nothing changes them.
    private static BsonDocument copy(BsonDocument document) {
        BsonDocument copy = new BsonDocument(document.size() + 1);
        copy.putAll(document);
        return copy;
    }
}
