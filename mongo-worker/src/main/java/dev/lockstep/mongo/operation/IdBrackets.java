package dev.lockstep.mongo.operation;

import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * What comes after an {@code _id}. {@code $gt} compares only within the brackets that MongoDB sorts types into, so the
 * types of the later brackets are asked for by name.
 */
final class IdBrackets {
    private static final List<List<String>> IN_ORDER = List.of(
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

    private static final BsonDouble LEAST_NUMBER = new BsonDouble(Double.NEGATIVE_INFINITY);

    private IdBrackets() {}

    static BsonDocument after(BsonValue last) {
        BsonArray either = new BsonArray(List.of(isNaN(last) ? id("$gte", LEAST_NUMBER) : id("$gt", last)));
        List<BsonString> later = laterThan(ExactGuard.typeOf(last));
        if (!later.isEmpty()) {
            either.add(id("$type", new BsonArray(later)));
        }
        return new BsonDocument("$or", either);
    }

    // It sorts before all numbers, and nothing is greater than it.
    private static boolean isNaN(BsonValue value) {
        return value instanceof BsonNumber number && Double.isNaN(number.doubleValue());
    }

    private static List<BsonString> laterThan(String type) {
        return IN_ORDER.stream()
                .dropWhile(bracket -> !bracket.contains(type))
                .skip(1)
                .flatMap(List::stream)
                .map(BsonString::new)
                .toList();
    }

    private static BsonDocument id(String operator, BsonValue value) {
        return new BsonDocument("_id", new BsonDocument(operator, value));
    }
}
