package dev.lockstep.mongo.unit;

import java.util.Arrays;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.bson.BsonRegularExpression;
import org.bson.BsonValue;

/**
 * Sizes of documents as BSON, and their limits in bytes. MongoDB allows 16 MB per document, and a row or a guarded write
 * contains two states of a document.
 */
final class DocumentSize {
    /** The largest document that MongoDB stores. */
    static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

    /** The limit of one of the two states. The rest of the 16 MB is for the guard's conditions on types. */
    static final int MAX_STATE_BYTES = 7 * 1024 * 1024;

    /** The limit of one batch. It is small because each document exists several times in memory. */
    static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

    private static final int LENGTH_BYTES = 4;

    private DocumentSize() {}

    static boolean isWithinStateLimit(BsonDocument document) {
        return of(document) <= MAX_STATE_BYTES;
    }

    static boolean fitIntoOneRow(BsonDocument... documents) {
        return Arrays.stream(documents).mapToLong(DocumentSize::of).sum() <= 2L * MAX_STATE_BYTES;
    }

    /** The size of the document, computed without writing it. */
    static int of(BsonDocument document) {
        int bytes = LENGTH_BYTES + 1;
        for (var field : document.entrySet()) {
            bytes += 1 + utf8Bytes(field.getKey()) + 1 + ofValue(field.getValue());
        }
        return bytes;
    }

    private static int ofArray(BsonArray array) {
        int bytes = LENGTH_BYTES + 1;
        int index = 0;
        for (BsonValue element : array) {
            bytes += 1 + Integer.toString(index).length() + 1 + ofValue(element);
            index++;
        }
        return bytes;
    }

    private static int ofValue(BsonValue value) {
        return switch (value.getBsonType()) {
            case DOUBLE, DATE_TIME, TIMESTAMP, INT64 -> 8;
            case STRING -> ofString(value.asString().getValue());
            case DOCUMENT -> of(value.asDocument());
            case ARRAY -> ofArray(value.asArray());
            case BINARY -> ofBinary(value.asBinary());
            case OBJECT_ID -> 12;
            case BOOLEAN -> 1;
            case REGULAR_EXPRESSION -> ofRegularExpression(value.asRegularExpression());
            case DB_POINTER -> ofString(value.asDBPointer().getNamespace()) + 12;
            case JAVASCRIPT -> ofString(value.asJavaScript().getCode());
            case SYMBOL -> ofString(value.asSymbol().getSymbol());
            case JAVASCRIPT_WITH_SCOPE ->
                LENGTH_BYTES
                        + ofString(value.asJavaScriptWithScope().getCode())
                        + of(value.asJavaScriptWithScope().getScope());
            case INT32 -> 4;
            case DECIMAL128 -> 16;
            case NULL, UNDEFINED, MIN_KEY, MAX_KEY, END_OF_DOCUMENT -> 0;
        };
    }

    private static int ofString(String text) {
        return LENGTH_BYTES + utf8Bytes(text) + 1;
    }

    private static int ofBinary(BsonBinary binary) {
        boolean hasSecondLength = binary.getType() == BsonBinarySubType.OLD_BINARY.getValue();
        return LENGTH_BYTES + 1 + binary.getData().length + (hasSecondLength ? LENGTH_BYTES : 0);
    }

    private static int ofRegularExpression(BsonRegularExpression regex) {
        return utf8Bytes(regex.getPattern()) + 1 + utf8Bytes(regex.getOptions()) + 1;
    }

    private static int utf8Bytes(String text) {
        int bytes = text.length();
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            // Each of the two characters of a surrogate pair counts as half of four bytes.
            bytes += character < 0x80 ? 0 : character < 0x800 || Character.isSurrogate(character) ? 1 : 2;
        }
        return bytes;
    }
}
