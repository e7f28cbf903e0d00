package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** What a document, read again, tells of the write that was intended for it. */
enum Verdict {
    /** Not written, or put back by the application. */
    AS_BEFORE,
    /** Written. */
    AS_AFTER,
    /** Written, and changed by the application since. */
    CHANGED_SINCE,
    /** Changed by the application before it could be written. */
    CHANGED_EARLIER,
    /** Changed or deleted by the application, before or since. */
    UNCLEAR;

    static Verdict on(UnitRow row, @Nullable BsonDocument found) {
        if (found == null) {
            return UNCLEAR;
        }
        if (TouchedFields.are(row.before(), row.touched(), found)) {
            return AS_BEFORE;
        }
        if (TouchedFields.are(row.after(), row.touched(), found)) {
            return AS_AFTER;
        }
        return byOneField(row, found);
    }

    // A write changes all touched fields at once: one that only the write can have left there speaks for it.
    private static Verdict byOneField(UnitRow row, BsonDocument found) {
        boolean someAsAfter = row.touched().stream().anyMatch(asIn(row.after(), found));
        boolean someAsBefore = row.touched().stream().anyMatch(asIn(row.before(), found));
        if (someAsAfter == someAsBefore) {
            return UNCLEAR;
        }
        return someAsAfter ? CHANGED_SINCE : CHANGED_EARLIER;
    }

    private static Predicate<String> asIn(BsonDocument fields, BsonDocument found) {
        return name -> Exact.same(fields.get(name), found.get(name));
    }
}
