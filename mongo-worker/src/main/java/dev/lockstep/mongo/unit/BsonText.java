package dev.lockstep.mongo.unit;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** Formats BSON for messages, shortened to 200 characters. */
public final class BsonText {
    private static final int MAX_LENGTH = 200;
    private static final JsonWriterSettings SHELL = JsonWriterSettings.builder()
            .outputMode(JsonMode.SHELL)
            .maxLength(MAX_LENGTH + 1)
            .build();

    private BsonText() {}

    static String ofFields(BsonDocument fields) {
        String text = fields.toJson(SHELL);
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    /** Formats any value, such as the {@code _id} of a document. */
    public static String of(BsonValue value) {
        String text = ofFields(new BsonDocument("_id", value)).substring("{\"_id\": ".length());
        return text.endsWith("}") ? text.substring(0, text.length() - 1) : text;
    }
}
