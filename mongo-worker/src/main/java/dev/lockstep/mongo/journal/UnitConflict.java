package dev.lockstep.mongo.journal;

import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A unit that is not restored: an application changed or deleted the document after the step, or its values were erased
 * on request.
 *
 * @param found the touched fields with their current values; null if the document was deleted or not compared
 * @param isErased whether the row has no values because they were erased
 */
public record UnitConflict(UnitRow row, @Nullable BsonDocument found, boolean isErased) {
    public UnitConflict(UnitRow row, @Nullable BsonDocument found) {
        this(row, found, false);
    }
}
