package dev.lockstep.mongo.operation;

import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * An {@code _id} as the server tells it from others: {@code {a: 1, b: 2}} and {@code {b: 2, a: 1}} are two, though the
 * BSON library holds them for equal.
 */
record ExactId(BsonValue value) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExactId(BsonValue otherValue) && Exact.same(value, otherValue);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
