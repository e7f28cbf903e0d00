package dev.lockstep.mongo.unit;

import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * An {@code _id} that is compared exactly: {@code {a: 1, b: 2}} and {@code {b: 2, a: 1}} are different on the server,
 * although they are equal in the BSON library.
 */
record DocumentId(BsonValue value) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DocumentId(BsonValue otherValue) && BsonIdentity.areIdentical(value, otherValue);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
