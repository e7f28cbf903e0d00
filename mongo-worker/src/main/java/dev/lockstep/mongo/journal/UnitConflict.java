package dev.lockstep.mongo.journal;

import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A document that is not as the step left it.
 *
 * @param found its touched fields as they are now; absent when the document is gone
 */
public record UnitConflict(UnitRow row, @Nullable BsonDocument found) {}
