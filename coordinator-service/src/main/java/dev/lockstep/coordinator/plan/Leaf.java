package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.InvalidValue;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Values that are not looked into field by field. */
final class Leaf {
    private Leaf() {}

    record Problem(String message, String hint) {}

    static Optional<Problem> problem(JsonNode node, Type type) {
        return wrongKind(node, type).or(() -> unacceptable(node, type));
    }

    private static Optional<Problem> wrongKind(JsonNode node, Type type) {
        if (type instanceof Class<?> known && isText(known) && !node.isString()) {
            return Optional.of(new Problem(
                    "it is %s, not a text".formatted(kindOf(node)),
                    node.isContainer() || node.isNull() ? "write a text" : "put it in quotes"));
        }
        if (type == ObjectNode.class && !node.isObject()) {
            return Optional.of(new Problem("it is %s, not an object".formatted(kindOf(node)), "write an object"));
        }
        if (type == boolean.class && !node.isBoolean()) {
            return Optional.of(
                    new Problem("it is %s, not true or false".formatted(kindOf(node)), "write true or false"));
        }
        if ((type == Long.class || type == long.class) && !node.isIntegralNumber()) {
            return Optional.of(
                    new Problem("it is %s, not a whole number".formatted(kindOf(node)), "write a whole number"));
        }
        return Optional.empty();
    }

    private static boolean isText(Class<?> type) {
        return type == String.class
                || type == JsonPointer.class
                || type.isEnum()
                || type.isRecord()
                || (type.isInterface() && type.isSealed());
    }

    private static Optional<Problem> unacceptable(JsonNode node, Type type) {
        try {
            JavaType target = LockstepJson.plans().constructType(type);
            LockstepJson.plans().treeToValue(node, target);
            return Optional.empty();
        } catch (JacksonException e) {
            return Optional.of(
                    type instanceof Class<?> known && known.isEnum()
                            ? new Problem(
                                    "%s is not known here".formatted(node.asString()), "take one of " + names(known))
                            : new Problem(reason(e), hint(e)));
        }
    }

    private static String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> LockstepJson.plans().valueToTree(constant).asString())
                .collect(Collectors.joining(", "));
    }

    /** The message of the contract type that refused the value, or else Jackson's. */
    static String reason(JacksonException e) {
        return invalidValue(e).map(Throwable::getMessage).orElseGet(e::getOriginalMessage);
    }

    static String hint(JacksonException e) {
        return invalidValue(e).map(InvalidValue::hint).orElse("correct the value");
    }

    static Optional<InvalidValue> invalidValue(JacksonException e) {
        return Stream.iterate(e.getCause(), Objects::nonNull, Throwable::getCause)
                .filter(InvalidValue.class::isInstance)
                .map(InvalidValue.class::cast)
                .findFirst();
    }

    static String kindOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case BOOLEAN -> "true or false";
            case NUMBER -> "a number";
            case STRING -> "a text";
            case NULL, MISSING -> "nothing";
            case BINARY, POJO -> "no value of JSON";
        };
    }
}
