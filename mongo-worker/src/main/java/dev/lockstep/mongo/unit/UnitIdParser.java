package dev.lockstep.mongo.unit;

import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNumber;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;

/** Parses the name of a unit: the {@code _id} of a document as conflicts print it, or as Extended JSON. */
final class UnitIdParser {
    private UnitIdParser() {}

    /**
     * Returns what the text can mean, the most likely first. An alternative has several ids if the server compares them
     * as equal, and then only one of them exists.
     *
     * @param collection conflicts print it, followed by a slash, before the {@code _id}
     * @throws OperationFailed if the text is empty, or shortened
     */
    static List<List<BsonValue>> parse(String collection, String text) {
        String prefix = collection + "/";
        List<List<BsonValue>> alternatives = new ArrayList<>();
        if (text.startsWith(prefix)) {
            alternatives.addAll(alternativesOf(text.substring(prefix.length()).strip()));
        }
        alternatives.addAll(alternativesOf(text.strip()));
        return alternatives;
    }

    private static List<List<BsonValue>> alternativesOf(String text) {
        if (text.isEmpty()) {
            throw unreadable("the unit has no _id");
        }
        if (text.endsWith("\u2026")) {
            throw unreadable("the _id of the unit is shortened; write all of it as Extended JSON");
        }
        Optional<BsonValue> json = parseJson(text);
        if (json.isPresent()) {
            return List.of(equalIds(json.get()));
        }
        if ("{[\"'".indexOf(text.charAt(0)) >= 0) {
            throw unreadable("the _id of the unit is not one value of Extended JSON");
        }
        BsonValue string = new BsonString(text);
        return ObjectId.isValid(text)
                ? List.of(List.of(string), List.of(new BsonObjectId(new ObjectId(text))))
                : List.of(List.of(string));
    }

    // The last element shows that the text is one value: it can neither end the array nor add elements.
    private static Optional<BsonValue> parseJson(String text) {
        BsonString end = new BsonString(UUID.randomUUID().toString());
        try {
            BsonArray parsed = BsonArray.parse("[%s, \"%s\"]".formatted(text, end.getValue()));
            return parsed.size() == 2 && parsed.getLast().equals(end)
                    ? Optional.of(parsed.getFirst())
                    : Optional.empty();
        } catch (RuntimeException _notJson) {
            // The BSON library has no common exception type for malformed JSON.
            return Optional.empty();
        }
    }

    private static List<BsonValue> equalIds(BsonValue id) {
        if (!(id instanceof BsonNumber number) || id.isDecimal128()) {
            return List.of(id);
        }
        List<BsonValue> equal = new ArrayList<>();
        double value = number.doubleValue();
        long whole = id.isDouble() ? (long) value : number.longValue();
        boolean isWhole = !id.isDouble() || (whole == value && whole != Long.MAX_VALUE);
        if (isWhole && whole == (int) whole) {
            equal.add(new BsonInt32((int) whole));
        }
        if (isWhole) {
            equal.add(new BsonInt64(whole));
        }
        if (id.isDouble() || (long) value == whole) {
            equal.add(new BsonDouble(value));
        }
        return equal;
    }

    private static OperationFailed unreadable(String problem) {
        return OperationFailed.withoutEffect(
                "unit-unreadable", "%s; expected for example ObjectId(\"…\"), 5 or \"text\"".formatted(problem));
    }
}
