package dev.lockstep.mongo.operation;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The top-level fields in which two states of a document differ.
 *
 * @param before the fields as they were; a field that was missing is missing here
 * @param after the same fields as they are to be
 */
record TouchedFields(BsonDocument before, BsonDocument after) {
    static TouchedFields between(BsonDocument one, BsonDocument other) {
        Set<String> names = new LinkedHashSet<>(one.keySet());
        names.addAll(other.keySet());
        names.removeIf(name -> Exact.same(one.get(name), other.get(name)));
        return new TouchedFields(of(one, names), of(other, names));
    }

    /** Those of the fields that the document has. */
    static BsonDocument of(BsonDocument document, Collection<String> names) {
        BsonDocument fields = new BsonDocument();
        for (String name : names) {
            BsonValue value = document.get(name);
            if (value != null) {
                fields.append(name, value);
            }
        }
        return fields;
    }

    /** Whether the document has these fields exactly so, and no other of the names. */
    static boolean are(BsonDocument fields, Collection<String> names, BsonDocument document) {
        return names.stream().allMatch(name -> Exact.same(fields.get(name), document.get(name)));
    }

    TouchedFields undone() {
        return new TouchedFields(/* before= */ after, /* after= */ before);
    }

    boolean isEmpty() {
        return before.isEmpty() && after.isEmpty();
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        return names;
    }
}
