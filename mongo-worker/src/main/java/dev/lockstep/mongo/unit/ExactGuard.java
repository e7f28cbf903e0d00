package dev.lockstep.mongo.unit;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Builds the filter of one guarded write: the document has exactly the expected fields, and the write window is open.
 *
 * <p>A plain condition is not exact: {@code {n: 5}} also matches 5.0 and {@code [5, 6]}, and {@code {f: null}} matches a
 * missing field. So an expression compares the value as a whole, also if it is an array, and {@code $type} compares the
 * type of the field and of each number inside it. The expression is {@code $in} with one candidate. It has the meaning of
 * {@code $eq}, which on some compatible servers is false for two equal documents that contain an empty array.
 */
public final class ExactGuard {
    /** Limits the cost of the filter on the server. The types of further numbers are not compared. */
    private static final int MAX_NUMBERS = 500;

    /** Limits the size of the filter, because the names of embedded fields can be long. */
    private static final int MAX_PATH_CHARACTERS = 100_000;

    private final BsonDocument filter = new BsonDocument();
    private final BsonArray expressions = new BsonArray();
    private int numbers;
    private int pathCharacters;

    private ExactGuard(BsonValue id, BsonDateTime windowEnd) {
        filter.append("_id", id);
        expressions.add(compare("$lt", new BsonString("$$NOW"), windowEnd));
    }

    /**
     * Matches if each named field has the same value as in {@code fields}, or is missing in both.
     *
     * @param windowEnd the end of the write window; the filter matches nothing after it
     */
    public static BsonDocument forFields(
            BsonValue id, BsonDocument fields, Collection<String> names, BsonDateTime windowEnd) {
        ExactGuard guard = new ExactGuard(id, windowEnd);
        for (String name : names) {
            BsonValue value = fields.get(name);
            if (value == null) {
                guard.filter.append(name, new BsonDocument("$exists", BsonBoolean.FALSE));
            } else {
                guard.expressions.add(isExactly(new BsonString("$" + name), value));
                guard.addTypes(name, value);
            }
        }
        return guard.filter();
    }

    /**
     * Matches if the stored document is identical to this one, also in the order of its fields.
     *
     * @param windowEnd the end of the write window; the filter matches nothing after it
     */
    public static BsonDocument forDocument(BsonDocument document, BsonDateTime windowEnd) {
        ExactGuard guard = new ExactGuard(document.get("_id", BsonNull.VALUE), windowEnd);
        guard.expressions.add(isExactly(new BsonString("$$ROOT"), document));
        document.forEach((name, value) -> {
            if (!name.equals("_id") && FieldNames.isAddressable(name)) {
                guard.addTypes(name, value);
            }
        });
        return guard.filter();
    }

    private void addTypes(String name, BsonValue value) {
        filter.append(name, new BsonDocument("$type", new BsonString(typeOf(value))));
        addNumberTypesInside(name, value);
    }

    private void addNumberTypesInside(String path, BsonValue value) {
        switch (value) {
            case BsonDocument document ->
                document.entrySet().stream()
                        .filter(field -> FieldNames.isAddressable(field.getKey()))
                        .forEach(field -> addNumberType(path + "." + field.getKey(), field));
            case BsonArray array -> {
                for (int index = 0; index < array.size() && numbers < MAX_NUMBERS; index++) {
                    addNumberType(path + "." + index, Map.entry("", array.get(index)));
                }
            }
            default -> {}
        }
    }

    private void addNumberType(String path, Map.Entry<String, BsonValue> field) {
        if (field.getValue() instanceof BsonNumber number && numbers++ < MAX_NUMBERS && isShort(path)) {
            filter.append(path, new BsonDocument("$type", new BsonString(typeOf(number))));
        }
        addNumberTypesInside(path, field.getValue());
    }

    private boolean isShort(String path) {
        pathCharacters += path.length();
        return pathCharacters <= MAX_PATH_CHARACTERS;
    }

    private BsonDocument filter() {
        return filter.append("$expr", new BsonDocument("$and", expressions));
    }

    private static BsonDocument compare(String operator, BsonValue one, BsonValue other) {
        return new BsonDocument(operator, new BsonArray(List.of(one, other)));
    }

    private static BsonDocument isExactly(BsonValue found, BsonValue expected) {
        return compare("$in", found, new BsonDocument("$literal", new BsonArray(List.of(expected))));
    }

    /** The name of the value's type for {@code $type}. */
    static String typeOf(BsonValue value) {
        return switch (value.getBsonType()) {
            case DOUBLE -> "double";
            case DOCUMENT -> "object";
            case BINARY -> "binData";
            case OBJECT_ID -> "objectId";
            case BOOLEAN -> "bool";
            case DATE_TIME -> "date";
            case REGULAR_EXPRESSION -> "regex";
            case DB_POINTER -> "dbPointer";
            case JAVASCRIPT_WITH_SCOPE -> "javascriptWithScope";
            case INT32 -> "int";
            case INT64 -> "long";
            case DECIMAL128 -> "decimal";
            case MIN_KEY -> "minKey";
            case MAX_KEY -> "maxKey";
            case END_OF_DOCUMENT, STRING, ARRAY, UNDEFINED, NULL, JAVASCRIPT, SYMBOL, TIMESTAMP ->
                value.getBsonType().name().toLowerCase(Locale.ROOT);
        };
    }
}
