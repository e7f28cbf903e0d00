package dev.lockstep.mongo.operation;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a document certainly does not match a filter any more after a constant update has changed it. Only
 * conditions on the updated fields count, and only those that every server evaluates in the same way.
 */
final class FilterAfterUpdate {
    /** How the server compares strings. */
    enum StringComparison {
        BINARY,
        COLLATION
    }

    private final ConstantUpdate update;
    private final StringComparison strings;

    FilterAfterUpdate(ConstantUpdate update, StringComparison strings) {
        this.update = update;
        this.strings = strings;
    }

    /** Whether the filter certainly does not match; false means that it may match. */
    boolean certainlyFails(BsonDocument filter) {
        return filter.entrySet().stream().anyMatch(this::fails);
    }

    private boolean fails(Map.Entry<String, BsonValue> condition) {
        if (condition.getKey().equals("$and") && condition.getValue() instanceof BsonArray all) {
            return all.stream().anyMatch(filter -> filter.isDocument() && certainlyFails(filter.asDocument()));
        }
        boolean isRemoved =
                update.removals().stream().anyMatch(path -> path.toString().equals(condition.getKey()));
        return isRemoved
                ? operand(condition.getValue(), "$exists") instanceof BsonBoolean exists && exists.getValue()
                : valueOf(condition.getKey())
                        .filter(value -> fails(condition.getValue(), value))
                        .isPresent();
    }

    private Optional<BsonValue> valueOf(String path) {
        return update.assignments().stream()
                .filter(assignment -> assignment.path().toString().equals(path))
                .map(ConstantUpdate.Assignment::value)
                .findFirst();
    }

    private static @Nullable BsonValue operand(BsonValue condition, String operator) {
        return condition instanceof BsonDocument operators ? operators.get(operator) : null;
    }

    private boolean fails(BsonValue condition, BsonValue value) {
        if (condition instanceof BsonDocument operators
                && operators.keySet().stream().anyMatch(name -> name.startsWith("$"))) {
            return operators.entrySet().stream()
                    .anyMatch(operator -> fails(operator.getKey(), operator.getValue(), value));
        }
        return isDifferent(value, condition);
    }

    private boolean fails(String operator, BsonValue operand, BsonValue value) {
        return switch (operator) {
            case "$exists" -> operand instanceof BsonBoolean exists && !exists.getValue();
            case "$eq" -> isDifferent(value, operand);
            case "$ne" -> isEqual(value, operand);
            case "$in" ->
                operand instanceof BsonArray all && all.stream().allMatch(element -> isDifferent(value, element));
            case "$nin" ->
                operand instanceof BsonArray all && all.stream().anyMatch(element -> isEqual(value, element));
            case "$lt" -> compared(value, operand).filter(order -> order >= 0).isPresent();
            case "$lte" -> compared(value, operand).filter(order -> order > 0).isPresent();
            case "$gt" -> compared(value, operand).filter(order -> order <= 0).isPresent();
            case "$gte" -> compared(value, operand).filter(order -> order < 0).isPresent();
            default -> false;
        };
    }

    private static boolean isEqual(BsonValue one, BsonValue other) {
        return kind(one) != Kind.OTHER && kind(one) == kind(other) && areEqual(one, other);
    }

    private boolean isDifferent(BsonValue one, BsonValue other) {
        if (kind(one) == Kind.OTHER || kind(other) == Kind.OTHER) {
            return false;
        }
        boolean isComparable = kind(one) != Kind.STRING || strings == StringComparison.BINARY;
        return kind(one) != kind(other) || (isComparable && !areEqual(one, other));
    }

    private static boolean areEqual(BsonValue one, BsonValue other) {
        return compared(one, other).map(order -> order == 0).orElseGet(() -> one.equals(other));
    }

    private static Optional<Integer> compared(BsonValue one, BsonValue other) {
        return number(one).flatMap(first -> number(other).map(first::compareTo));
    }

    private static Optional<BigDecimal> number(BsonValue value) {
        return switch (value) {
            case BsonInt32 number -> Optional.of(BigDecimal.valueOf(number.getValue()));
            case BsonInt64 number -> Optional.of(BigDecimal.valueOf(number.getValue()));
            case BsonDouble number
            when Double.isFinite(number.getValue()) -> Optional.of(new BigDecimal(number.getValue()));
            default -> Optional.empty();
        };
    }

    private static Kind kind(BsonValue value) {
        return switch (value.getBsonType()) {
            case INT32, INT64, DOUBLE -> number(value).isPresent() ? Kind.NUMBER : Kind.OTHER;
            case STRING -> Kind.STRING;
            case BOOLEAN -> Kind.BOOLEAN;
            case DATE_TIME -> Kind.DATE;
            case OBJECT_ID -> Kind.OBJECT_ID;
            default -> Kind.OTHER;
        };
    }

    /** Kinds of values that are never equal to a value of another kind. */
    private enum Kind {
        NUMBER,
        STRING,
        BOOLEAN,
        DATE,
        OBJECT_ID,
        OTHER
    }
}
