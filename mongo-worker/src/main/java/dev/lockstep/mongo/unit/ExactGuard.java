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
 * Builds the filter of one guarded write: this document, with exactly these fields, before the end of the write window.
 *
 * <p>{@code {n: 5}} also matches 5.0 and {@code [5, 6]}, and {@code {f: null}} matches a missing field. So the value is
 * compared by an expression, which does not look into arrays, and the type of the field and of each number inside it by
 * {@code $type}. The expression is {@code $in} with one candidate, which means {@code $eq}: some compatible servers hold
 * an empty array inside a document for unequal to itself by {@code $eq}.
 */
final class ExactGuard {
    /** Limits the cost of the filter on the server; the types of further numbers are not compared. */
    private static final int MAX_NUMBERS = 500;

    private final BsonDocument filter = new BsonDocument();
    private final BsonArray expressions = new BsonArray();
    private int numbers;

    private ExactGuard(BsonValue id, BsonDateTime until) {
        filter.append("_id", id);
        expressions.add(compare("$lt", new BsonString("$$NOW"), until));
    }

    /**
     * Matches while each field of these names is as in {@code fields}, or missing as it is there.
     *
     * @param until the end of the write window
     */
    static BsonDocument fields(BsonValue id, BsonDocument fields, Collection<String> names, BsonDateTime until) {
        ExactGuard guard = new ExactGuard(id, until);
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
     * Matches while the whole document is as it is here, with its fields in this order.
     *
     * @param until the end of the write window
     */
    static BsonDocument document(BsonDocument document, BsonDateTime until) {
        ExactGuard guard = new ExactGuard(document.get("_id", BsonNull.VALUE), until);
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
        if (field.getValue() instanceof BsonNumber number && numbers++ < MAX_NUMBERS) {
            filter.append(path, new BsonDocument("$type", new BsonString(typeOf(number))));
        }
        addNumberTypesInside(path, field.getValue());
    }

    private BsonDocument filter() {
        return filter.append("$expr", new BsonDocument("$and", expressions));
    }

    private static BsonDocument compare(String operator, BsonValue one, BsonValue other) {
        return new BsonDocument(operator, new BsonArray(List.of(one, other)));
    }

    private static BsonDocument isExactly(BsonValue found, BsonValue read) {
        return compare("$in", found, new BsonDocument("$literal", new BsonArray(List.of(read))));
    }

    /** The name of the type for {@code $type}. */
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
