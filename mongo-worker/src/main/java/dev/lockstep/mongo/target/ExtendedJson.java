package dev.lockstep.mongo.target;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonValue;
import tools.jackson.databind.JsonNode;

/** Parses Extended JSON v2, relaxed or canonical, to the BSON values that the server expects. */
public final class ExtendedJson {
    private static final String ELEMENT_MATCH = "$elemMatch";

    private ExtendedJson() {}

    /**
     * Parses an object.
     *
     * @throws RuntimeException if the JSON is not Extended JSON; the BSON library has no common exception type for this
     */
    public static BsonDocument parseDocument(JsonNode json) {
        return parseValue(json).asDocument();
    }

    /**
     * Parses a value of any type.
     *
     * @throws RuntimeException if the JSON is not Extended JSON; the BSON library has no common exception type for this
     */
    public static BsonValue parseValue(JsonNode json) {
        return withElemMatchObjects(
                BsonDocument.parse("{\"value\": " + json + "}").get("value", BsonNull.VALUE));
    }

    // The library parses {$regex: …, $options: …} to a regular expression, but $elemMatch accepts only an object.
    private static BsonValue withElemMatchObjects(BsonValue value) {
        return switch (value) {
            case BsonDocument document -> {
                BsonDocument result = new BsonDocument();
                document.forEach((name, field) -> result.append(name, withElemMatchObject(name, field)));
                yield result;
            }
            case BsonArray array ->
                new BsonArray(
                        array.stream().map(ExtendedJson::withElemMatchObjects).toList());
            default -> value;
        };
    }

    private static BsonValue withElemMatchObject(String name, BsonValue value) {
        return name.equals(ELEMENT_MATCH) && value instanceof BsonRegularExpression regex
                ? new BsonDocument("$regex", new BsonString(regex.getPattern()))
                        .append("$options", new BsonString(regex.getOptions()))
                : withElemMatchObjects(value);
    }
}
