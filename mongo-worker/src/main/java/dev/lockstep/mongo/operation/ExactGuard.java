package dev.lockstep.mongo.operation;

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
 * The filter of one guarded write: this document, while these fields are exactly so, until that moment.
 *
 * <p>{@code {n: 5}} also matches 5.0 and {@code [5, 6]}, and {@code {f: null}} matches a missing field. So the value is
 * compared as an expression, which knows an array from its elements, and its type, and that of each number inside it,
 * by the query. The expression is {@code $in} with one candidate: to MongoDB the same as {@code $eq}, while a stand-in
 * may hold an empty array inside a document for unequal to itself by {@code $eq}.
 */
final class ExactGuard {
    /** Past so many numbers in a document, a server would spend more on their types than on the write. */
    private static final int MOST_NUMBERS = 500;

    private final BsonDocument filter = new BsonDocument();
    private final BsonArray expressions = new BsonArray();
    private int numbers;

    private ExactGuard(BsonValue id, BsonDateTime until) {
        filter.append("_id", id);
        expressions.add(compare("$lt", new BsonString("$$NOW"), until));
    }

    /** While each of the names has the value it has in {@code fields}, or is missing as it is there. */
    static BsonDocument fields(BsonValue id, BsonDocument fields, Collection<String> names, BsonDateTime until) {
        ExactGuard guard = new ExactGuard(id, until);
        for (String name : names) {
            BsonValue value = fields.get(name);
            if (value == null) {
                guard.filter.append(name, new BsonDocument("$exists", BsonBoolean.FALSE));
            } else {
                guard.expressions.add(same(new BsonString("$" + name), value));
                guard.types(name, value);
            }
        }
        return guard.finished();
    }

    /** While the whole document is as it is here, its fields in this order. */
    static BsonDocument document(BsonDocument document, BsonDateTime until) {
        ExactGuard guard = new ExactGuard(document.get("_id", BsonNull.VALUE), until);
        guard.expressions.add(same(new BsonString("$$ROOT"), document));
        document.forEach((name, value) -> {
            if (!name.equals("_id") && FieldNames.canBeAsked(name)) {
                guard.types(name, value);
            }
        });
        return guard.finished();
    }

    private void types(String name, BsonValue value) {
        filter.append(name, new BsonDocument("$type", new BsonString(typeOf(value))));
        numberTypesInside(name, value);
    }

    private void numberTypesInside(String path, BsonValue value) {
        switch (value) {
            case BsonDocument document ->
                document.entrySet().stream()
                        .filter(field -> FieldNames.canBeAsked(field.getKey()))
                        .forEach(field -> numberType(path + "." + field.getKey(), field));
            case BsonArray array -> {
                for (int index = 0; index < array.size() && numbers < MOST_NUMBERS; index++) {
                    numberType(path + "." + index, Map.entry("", array.get(index)));
                }
            }
            default -> {}
        }
    }

    private void numberType(String path, Map.Entry<String, BsonValue> field) {
        if (field.getValue() instanceof BsonNumber number && numbers++ < MOST_NUMBERS) {
            filter.append(path, new BsonDocument("$type", new BsonString(typeOf(number))));
        }
        numberTypesInside(path, field.getValue());
    }

    private BsonDocument finished() {
        return filter.append("$expr", new BsonDocument("$and", expressions));
    }

    private static BsonDocument compare(String operator, BsonValue one, BsonValue other) {
        return new BsonDocument(operator, new BsonArray(List.of(one, other)));
    }

    private static BsonDocument same(BsonValue found, BsonValue read) {
        return compare("$in", found, new BsonDocument("$literal", new BsonArray(List.of(read))));
    }

    /** The server's name for the type. */
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
