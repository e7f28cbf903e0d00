package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.coordinator.http.JsonErrors;
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

/** Validates values that are not validated field by field. */
final class ValueValidator {
    private static final int MAX_SHOWN = 60;

    private ValueValidator() {}

    /** The violation of a value at a pointer; empty if the value fits the type. */
    static Optional<PlanViolation> validate(JsonNode node, Type type, String pointer) {
        return wrongKind(node, type, pointer).or(() -> invalid(node, type, pointer));
    }

    private static Optional<PlanViolation> wrongKind(JsonNode node, Type type, String pointer) {
        if (type instanceof Class<?> known && isText(known) && !node.isString()) {
            return Optional.of(mismatch(node, pointer, "a text", textHint(node)));
        }
        if (type == ObjectNode.class && !node.isObject()) {
            return Optional.of(mismatch(node, pointer, "an object", "write an object"));
        }
        if (type == boolean.class && !node.isBoolean()) {
            return Optional.of(mismatch(node, pointer, "true or false", "write true or false without quotes"));
        }
        if ((type == Long.class || type == long.class) && !node.isIntegralNumber()) {
            return Optional.of(mismatch(node, pointer, "a whole number", "write a whole number without quotes"));
        }
        return Optional.empty();
    }

    private static String textHint(JsonNode node) {
        return node.isContainer() || node.isNull() ? "write a text" : "write it in quotes: \"%s\"".formatted(node);
    }

    private static boolean isText(Class<?> type) {
        return type == String.class
                || type == JsonPointer.class
                || type.isEnum()
                || type.isRecord()
                || (type.isInterface() && type.isSealed());
    }

    /** The violation of a value of the wrong kind. */
    static PlanViolation mismatch(JsonNode node, String pointer, String expected, String hint) {
        return new PlanViolation(
                pointer, "%s is %s; %s is expected".formatted(Pointer.label(pointer), describe(node), expected), hint);
    }

    private static Optional<PlanViolation> invalid(JsonNode node, Type type, String pointer) {
        try {
            JavaType target = LockstepJson.plans().constructType(type);
            LockstepJson.plans().treeToValue(node, target);
            return Optional.empty();
        } catch (JacksonException e) {
            if (type instanceof Class<?> known && known.isEnum()) {
                String names = names(known);
                return Optional.of(mismatch(node, pointer, "one of " + names, "write one of " + names));
            }
            if (type == JsonPointer.class) {
                return Optional.of(new PlanViolation(
                        pointer,
                        "\"%s\" is not a JSON pointer".formatted(node.stringValue()),
                        "start it with a slash: /" + node.stringValue()));
            }
            return Optional.of(new PlanViolation(pointer, message(e), hint(e)));
        }
    }

    private static String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> LockstepJson.plans().valueToTree(constant).asString())
                .collect(Collectors.joining(", "));
    }

    /** The message of the contract type that refused the value, or else Jackson's. */
    static String message(JacksonException e) {
        return invalidValue(e).map(Throwable::getMessage).orElseGet(() -> JsonErrors.message(e));
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

    private static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case BOOLEAN -> node.toString();
            case NUMBER -> "the number " + shortened(node.toString());
            case STRING -> "the text \"%s\"".formatted(shortened(node.stringValue()));
            case NULL, MISSING -> "empty";
            case BINARY, POJO -> "not a JSON value";
        };
    }

    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
