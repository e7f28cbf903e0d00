package dev.lockstep.mongo.unit;

import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Builds filters on the order of {@code _id}s of any type. {@code $gt} matches only values of the same type group, so the
 * filters also list the types of all later groups.
 */
public final class IdOrder {
    /** MongoDB's order of types. All types of numbers are one group. */
    private static final List<List<String>> TYPE_GROUPS = List.of(
            List.of("minKey"),
            List.of("null"),
            List.of("int", "long", "double", "decimal"),
            List.of("string"),
            List.of("object"),
            List.of("binData"),
            List.of("objectId"),
            List.of("bool"),
            List.of("date"),
            List.of("timestamp"),
            List.of("maxKey"));

    private static final BsonDouble LOWEST_NUMBER = new BsonDouble(Double.NEGATIVE_INFINITY);

    private IdOrder() {}

    /** Matches documents whose {@code _id} comes after the given one. */
    public static BsonDocument idsAfter(BsonValue last) {
        BsonArray alternatives = new BsonArray(List.of(isNaN(last) ? id("$gte", LOWEST_NUMBER) : id("$gt", last)));
        List<BsonString> laterTypes = typesAfter(ExactGuard.typeOf(last));
        if (!laterTypes.isEmpty()) {
            alternatives.add(id("$type", new BsonArray(laterTypes)));
        }
        return new BsonDocument("$or", alternatives);
    }

    // NaN is the first number in the order, but {$gt: NaN} matches no number.
    private static boolean isNaN(BsonValue value) {
        return value instanceof BsonNumber number && Double.isNaN(number.doubleValue());
    }

    private static List<BsonString> typesAfter(String type) {
        return TYPE_GROUPS.stream()
                .dropWhile(group -> !group.contains(type))
                .skip(1)
                .flatMap(List::stream)
                .map(BsonString::new)
                .toList();
    }

    private static BsonDocument id(String operator, BsonValue value) {
        return new BsonDocument("_id", new BsonDocument(operator, value));
    }
}
