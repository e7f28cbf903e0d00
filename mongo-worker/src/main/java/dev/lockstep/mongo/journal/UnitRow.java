package dev.lockstep.mongo.journal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The journal's row of one document, written before the document is.
 *
 * @param id the document's {@code _id}
 * @param number its position among the units of the step
 * @param before the touched top-level fields before the step; a field that was missing is missing here
 * @param after the touched top-level fields as the step intends them
 * @param order the names of all top-level fields in their order before the step
 * @param bytes the size of the whole document before the step
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

    public UnitRow withNumber(long newNumber) {
        return new UnitRow(id, newNumber, before, after, order, bytes);
    }

    /** The same unit in the other direction: from what the step left to what was there before. */
    public UnitRow reversed() {
        return new UnitRow(id, number, /* before= */ after, /* after= */ before, order, bytes);
    }

    /** The same unit with the images of a newer plan. */
    public UnitRow withImagesOf(UnitRow newer) {
        return new UnitRow(id, number, newer.before, newer.after, newer.order, newer.bytes);
    }
}
