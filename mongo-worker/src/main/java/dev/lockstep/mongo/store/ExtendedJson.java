package dev.lockstep.mongo.store;

import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonValue;
import tools.jackson.databind.JsonNode;

/** Extended JSON v2, relaxed or canonical, as what the server takes it for. */
public final class ExtendedJson {
    private static final String ELEMENT = "$elemMatch";

    private ExtendedJson() {}

    public static BsonDocument document(JsonNode json) {
        return value(json).asDocument();
    }

    public static BsonValue value(JsonNode json) {
        return withConditions(BsonDocument.parse("{\"value\": " + json + "}").get("value", BsonNull.VALUE));
    }

    public static List<BsonDocument> documents(List<? extends JsonNode> json) {
        return json.stream().map(ExtendedJson::document).toList();
    }

    // The library reads {$regex: …, $options: …} as a regular expression, and $elemMatch takes conditions only.
    private static BsonValue withConditions(BsonValue value) {
        return switch (value) {
            case BsonDocument document -> {
                BsonDocument read = new BsonDocument();
                document.forEach((name, field) -> read.append(name, field(name, field)));
                yield read;
            }
            case BsonArray array ->
                new BsonArray(array.stream().map(ExtendedJson::withConditions).toList());
            default -> value;
        };
    }

    private static BsonValue field(String name, BsonValue value) {
        return name.equals(ELEMENT) && value instanceof BsonRegularExpression regex
                ? new BsonDocument("$regex", new BsonString(regex.getPattern()))
                        .append("$options", new BsonString(regex.getOptions()))
                : withConditions(value);
    }
}
