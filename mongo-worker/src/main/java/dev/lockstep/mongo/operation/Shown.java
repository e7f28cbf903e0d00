package dev.lockstep.mongo.operation;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** Values as people read them, shortened. */
final class Shown {
    private static final int LONGEST = 200;
    private static final JsonWriterSettings SHELL = JsonWriterSettings.builder()
            .outputMode(JsonMode.SHELL)
            .maxLength(LONGEST + 1)
            .build();

    private Shown() {}

    static String fields(BsonDocument fields) {
        String text = fields.toJson(SHELL);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    static String id(BsonValue id) {
        String text = fields(new BsonDocument("_id", id));
        return text.endsWith("}") ? text.substring("{\"_id\": ".length(), text.length() - 1) : text;
    }
}
