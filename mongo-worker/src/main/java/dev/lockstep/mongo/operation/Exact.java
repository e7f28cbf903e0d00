package dev.lockstep.mongo.operation;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonNumber;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Equality of BSON to the last bit: type, value, and the order of the fields at every depth. */
final class Exact {
    private Exact() {}

    static boolean same(@Nullable BsonValue one, @Nullable BsonValue other) {
        return switch (one) {
            case null -> other == null;
            case BsonDocument document -> other instanceof BsonDocument and && sameFields(document, and);
            case BsonArray array -> other instanceof BsonArray and && sameElements(array, and);
            default -> one.equals(other);
        };
    }

    private static boolean sameFields(BsonDocument one, BsonDocument other) {
        Iterator<Map.Entry<String, BsonValue>> others = other.entrySet().iterator();
        for (Map.Entry<String, BsonValue> field : one.entrySet()) {
            if (!others.hasNext() || !sameField(field, others.next())) {
                return false;
            }
        }
        return !others.hasNext();
    }

    private static boolean sameField(Map.Entry<String, BsonValue> one, Map.Entry<String, BsonValue> other) {
        return one.getKey().equals(other.getKey()) && same(one.getValue(), other.getValue());
    }

    private static boolean sameElements(List<BsonValue> one, List<BsonValue> other) {
        if (one.size() != other.size()) {
            return false;
        }
        Iterator<BsonValue> others = other.iterator();
        return one.stream().allMatch(element -> same(element, others.next()));
    }

    /** Whether they differ in nothing but the types of their numbers, so that a {@code $set} may pass for no change. */
    static boolean differInNumberTypesOnly(BsonValue one, BsonValue other) {
        return !same(one, other) && same(withoutNumberTypes(one), withoutNumberTypes(other));
    }

    private static BsonValue withoutNumberTypes(BsonValue value) {
        return switch (value) {
            case BsonDocument document -> {
                BsonDocument plain = new BsonDocument();
                document.forEach((name, field) -> plain.append(name, withoutNumberTypes(field)));
                yield plain;
            }
            case BsonArray array ->
                new BsonArray(array.stream().map(Exact::withoutNumberTypes).toList());
            case BsonNumber number -> new BsonDouble(number.doubleValue() + 0.0);
            default -> value;
        };
    }
}
