package dev.lockstep.mongo.target;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonValue;
import tools.jackson.databind.JsonNode;

/** Reads Extended JSON v2, relaxed or canonical, into BSON with the server's meaning. */
public final class ExtendedJson {
    private static final String ELEMENT_MATCH = "$elemMatch";

    private ExtendedJson() {}

    /**
     * Reads an object.
     *
     * @throws RuntimeException of the BSON library, which has no common type, for JSON that it cannot read
     */
    public static BsonDocument document(JsonNode json) {
        return value(json).asDocument();
    }

    /**
     * Reads any value.
     *
     * @throws RuntimeException of the BSON library, which has no common type, for JSON that it cannot read
     */
    public static BsonValue value(JsonNode json) {
        return withElementConditions(
                BsonDocument.parse("{\"value\": " + json + "}").get("value", BsonNull.VALUE));
    }

    // The library reads {$regex: …, $options: …} as a regular expression, but $elemMatch takes only conditions.
    private static BsonValue withElementConditions(BsonValue value) {
        return switch (value) {
            case BsonDocument document -> {
                BsonDocument result = new BsonDocument();
                document.forEach((name, field) -> result.append(name, withElementCondition(name, field)));
                yield result;
            }
            case BsonArray array ->
                new BsonArray(
                        array.stream().map(ExtendedJson::withElementConditions).toList());
            default -> value;
        };
    }

    private static BsonValue withElementCondition(String name, BsonValue value) {
        return name.equals(ELEMENT_MATCH) && value instanceof BsonRegularExpression regex
                ? new BsonDocument("$regex", new BsonString(regex.getPattern()))
                        .append("$options", new BsonString(regex.getOptions()))
                : withElementConditions(value);
    }
}
