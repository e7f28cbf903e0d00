package dev.lockstep.mongo.unit;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonNumber;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Compares BSON exactly: type, value, and the order of the fields at every depth. */
final class BsonIdentity {
    private BsonIdentity() {}

    static boolean areIdentical(@Nullable BsonValue one, @Nullable BsonValue other) {
        return switch (one) {
            case null -> other == null;
            case BsonDocument document ->
                other instanceof BsonDocument otherDocument && haveIdenticalFields(document, otherDocument);
            case BsonArray array -> other instanceof BsonArray otherArray && haveIdenticalElements(array, otherArray);
            default -> one.equals(other);
        };
    }

    private static boolean haveIdenticalFields(BsonDocument one, BsonDocument other) {
        Iterator<Map.Entry<String, BsonValue>> others = other.entrySet().iterator();
        for (Map.Entry<String, BsonValue> field : one.entrySet()) {
            if (!others.hasNext() || !areIdenticalFields(field, others.next())) {
                return false;
            }
        }
        return !others.hasNext();
    }

    private static boolean areIdenticalFields(Map.Entry<String, BsonValue> one, Map.Entry<String, BsonValue> other) {
        return one.getKey().equals(other.getKey()) && areIdentical(one.getValue(), other.getValue());
    }

    private static boolean haveIdenticalElements(List<BsonValue> one, List<BsonValue> other) {
        if (one.size() != other.size()) {
            return false;
        }
        Iterator<BsonValue> others = other.iterator();
        return one.stream().allMatch(element -> areIdentical(element, others.next()));
    }

    /**
     * Whether the values differ, but only in the types of numbers or in the order of embedded fields. Some servers ignore a
     * {@code $set} of such a change.
     */
    static boolean differOnlyInNumberTypesOrOrder(BsonValue one, BsonValue other) {
        return !areIdentical(one, other) && withoutNumberTypes(one).equals(withoutNumberTypes(other));
    }

    private static BsonValue withoutNumberTypes(BsonValue value) {
        return switch (value) {
            case BsonDocument document -> {
                BsonDocument result = new BsonDocument();
                document.forEach((name, field) -> result.append(name, withoutNumberTypes(field)));
                yield result;
            }
            case BsonArray array ->
                new BsonArray(
                        array.stream().map(BsonIdentity::withoutNumberTypes).toList());
            case BsonNumber number -> new BsonDouble(number.doubleValue() + 0.0);
            default -> value;
        };
    }
}
