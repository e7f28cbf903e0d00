package dev.lockstep.mongo.unit;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The top-level fields in which two states of a document differ.
 *
 * @param before the fields in the first state; a field that is missing there is missing here
 * @param after the same fields in the second state
 */
record TouchedFields(BsonDocument before, BsonDocument after) {
    static TouchedFields between(BsonDocument one, BsonDocument other) {
        Set<String> names = new LinkedHashSet<>(one.keySet());
        names.addAll(other.keySet());
        names.removeIf(name -> BsonIdentity.areIdentical(one.get(name), other.get(name)));
        return new TouchedFields(select(one, names), select(other, names));
    }

    /** The fields of these names that the document has. */
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

    /** Whether the document has exactly these fields among the fields of these names. */
    static boolean match(BsonDocument fields, Collection<String> names, BsonDocument document) {
        return names.stream().allMatch(name -> BsonIdentity.areIdentical(fields.get(name), document.get(name)));
    }

    TouchedFields reversed() {
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
