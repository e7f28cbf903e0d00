package dev.lockstep.mongo.journal;

import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A document that an application changed after the step.
 *
 * @param found its touched fields as they are now; absent when the document was deleted
 */
public record UnitConflict(UnitRow row, @Nullable BsonDocument found) {}
