package dev.lockstep.mongo.unit;

import dev.lockstep.worker.Masking;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
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

    /** Formats the fields of a document, without the values of masked ones at any depth. */
    static String ofFields(BsonDocument fields, Masking masking) {
        return ofFields(masked(fields, masking));
    }

    private static BsonDocument masked(BsonDocument fields, Masking masking) {
        BsonDocument masked = new BsonDocument();
        fields.forEach((name, value) -> masked.append(
                name, masking.masksField(name) ? new BsonString(Masking.MASK) : maskedValue(value, masking)));
        return masked;
    }

    private static BsonValue maskedValue(BsonValue value, Masking masking) {
        return switch (value) {
            case BsonDocument document -> masked(document, masking);
            case BsonArray array ->
                new BsonArray(array.stream()
                        .map(element -> maskedValue(element, masking))
                        .toList());
            default -> value;
        };
    }

    /** Formats the {@code _id} of a document, without masked values. */
    public static String ofId(BsonValue id, Masking masking) {
        return masking.masksField("_id") ? Masking.MASK : of(maskedValue(id, masking));
    }

    private static String ofFields(BsonDocument fields) {
        String text = fields.toJson(SHELL);
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    /** Formats any value, such as the {@code _id} of a document. */
    public static String of(BsonValue value) {
        String text = ofFields(new BsonDocument("_id", value)).substring("{\"_id\": ".length());
        return text.endsWith("}") ? text.substring(0, text.length() - 1) : text;
    }
}
