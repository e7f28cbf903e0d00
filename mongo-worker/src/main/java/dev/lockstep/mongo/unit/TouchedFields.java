package dev.lockstep.mongo.unit;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The top-level fields in which two states of a document differ.
 *
 * @param oldState the fields in the old state; fields that the document did not have are left out
 * @param newState the fields in the new state; fields that the document does not have are left out
 */
record TouchedFields(BsonDocument oldState, BsonDocument newState) {
    static TouchedFields between(BsonDocument oldDocument, BsonDocument newDocument) {
        Set<String> names = new LinkedHashSet<>(oldDocument.keySet());
        names.addAll(newDocument.keySet());
        names.removeIf(name -> BsonIdentity.areIdentical(oldDocument.get(name), newDocument.get(name)));
        return new TouchedFields(select(oldDocument, names), select(newDocument, names));
    }

    /** The named fields that the document has. */
    static BsonDocument select(BsonDocument document, Collection<String> names) {
        BsonDocument fields = new BsonDocument();
        for (String name : names) {
            BsonValue value = document.get(name);
            if (value != null) {
                fields.append(name, value);
            }
        }
        return fields;
    }

    /** Whether each named field of the document is identical to the one in {@code fields}, or is missing in both. */
    static boolean match(BsonDocument fields, Collection<String> names, BsonDocument document) {
        return names.stream().allMatch(name -> BsonIdentity.areIdentical(fields.get(name), document.get(name)));
    }

    TouchedFields reversed() {
        return new TouchedFields(/* oldState= */ newState, /* newState= */ oldState);
    }

    boolean isEmpty() {
        return oldState.isEmpty() && newState.isEmpty();
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(oldState.keySet());
        names.addAll(newState.keySet());
        return names;
    }
}
