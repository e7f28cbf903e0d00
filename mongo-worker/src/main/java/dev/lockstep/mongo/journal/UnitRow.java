package dev.lockstep.mongo.journal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * What the journal keeps of one document, written before it is touched.
 *
 * @param id the document's {@code _id}
 * @param number its place among the units of the step
 * @param before the touched top-level fields as they were; a field that was missing is missing here
 * @param after the touched top-level fields as they are meant to be
 * @param order the names of all top-level fields as they stood before
 * @param bytes how large the whole document was
 */
public record UnitRow(
        BsonValue id, long number, BsonDocument before, BsonDocument after, List<String> order, int bytes) {
    public UnitRow {
        order = List.copyOf(order);
    }

    /** The names of the touched fields. */
    public Set<String> touched() {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        return names;
    }

    public UnitRow numbered(long newNumber) {
        return new UnitRow(id, newNumber, before, after, order, bytes);
    }

    /** The same document on its way back. */
    public UnitRow undone() {
        return new UnitRow(id, number, /* before= */ after, /* after= */ before, order, bytes);
    }

    /** The same document, judged anew. */
    public UnitRow judgedAs(UnitRow now) {
        return new UnitRow(id, number, now.before, now.after, now.order, now.bytes);
    }
}
