package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** The state of a document in comparison with its row. */
enum UnitState {
    /** The touched fields are as before: the document is not written, or an application has restored it. */
    AS_BEFORE,
    /** The touched fields are as intended: the document is written. */
    AS_AFTER,
    /** The document was written, and an application has changed it after that. */
    CHANGED_AFTER_WRITE,
    /** An application has changed the document, and it was not written. */
    CHANGED_BEFORE_WRITE,
    /** An application has changed or deleted the document, before or after the write. */
    CHANGED;

    static UnitState of(UnitRow row, @Nullable BsonDocument found) {
        if (found == null) {
            return CHANGED;
        }
        if (TouchedFields.match(row.before(), row.touched(), found)) {
            return AS_BEFORE;
        }
        if (TouchedFields.match(row.after(), row.touched(), found)) {
            return AS_AFTER;
        }
        return bySingleFields(row, found);
    }

    // A write changes all touched fields at once, so one field that only the write can have set proves the write.
    private static UnitState bySingleFields(UnitRow row, BsonDocument found) {
        boolean someAsAfter = row.touched().stream().anyMatch(isAsIn(row.after(), found));
        boolean someAsBefore = row.touched().stream().anyMatch(isAsIn(row.before(), found));
        if (someAsAfter == someAsBefore) {
            return CHANGED;
        }
        return someAsAfter ? CHANGED_AFTER_WRITE : CHANGED_BEFORE_WRITE;
    }

    private static Predicate<String> isAsIn(BsonDocument fields, BsonDocument found) {
        return name -> BsonIdentity.areIdentical(fields.get(name), found.get(name));
    }
}
