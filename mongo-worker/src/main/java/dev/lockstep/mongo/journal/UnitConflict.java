package dev.lockstep.mongo.journal;

import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A unit in conflict: an application changed or deleted the document after the step.
 *
 * @param found the touched fields with their current values; null if the document was deleted
 */
public record UnitConflict(UnitRow row, @Nullable BsonDocument found) {}
