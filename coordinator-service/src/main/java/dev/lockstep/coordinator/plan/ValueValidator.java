package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.coordinator.http.JsonSyntaxErrors;
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

/** Validates values that have no fields of their own. */
final class ValueValidator {
    private static final int MAX_SHOWN = 60;

    private ValueValidator() {}

    /** The violation of a value at a pointer; empty if the value fits the type. */
    static Optional<PlanViolation> validate(JsonNode node, Type type, String pointer) {
        return wrongKind(node, type, pointer).or(() -> invalid(node, type, pointer));
    }

    private static Optional<PlanViolation> wrongKind(JsonNode node, Type type, String pointer) {
        if (type instanceof Class<?> known && isString(known) && !node.isString()) {
            return Optional.of(mismatch(node, pointer, "a string", stringHint(node)));
        }
        if (type == ObjectNode.class && !node.isObject()) {
            return Optional.of(mismatch(node, pointer, "an object", "write an object such as {\"status\": \"new\"}"));
        }
        if (type == boolean.class && !node.isBoolean()) {
            return Optional.of(mismatch(node, pointer, "a boolean", "write true or false without quotes"));
        }
        if ((type == Long.class || type == long.class || type == Integer.class) && !node.isIntegralNumber()) {
            return Optional.of(mismatch(node, pointer, "a whole number", "write digits without quotes, such as 5"));
        }
        return Optional.empty();
    }

    private static String stringHint(JsonNode node) {
        return node.isContainer() || node.isNull()
                ? "write text in quotes, such as \"abc\""
                : "write it in quotes: \"%s\"".formatted(node);
    }

    private static boolean isString(Class<?> type) {
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

    /** The violation of a value that is not one of the allowed ones. */
    static PlanViolation notAllowed(JsonNode node, String pointer, String allowed) {
        return new PlanViolation(
                pointer,
                "%s is %s, which is not an allowed value".formatted(Pointer.label(pointer), describe(node)),
                "write one of " + allowed);
    }

    private static Optional<PlanViolation> invalid(JsonNode node, Type type, String pointer) {
        try {
            JavaType target = LockstepJson.plans().constructType(type);
            LockstepJson.plans().treeToValue(node, target);
            return Optional.empty();
        } catch (JacksonException e) {
            if (type instanceof Class<?> known && known.isEnum()) {
                return Optional.of(notAllowed(node, pointer, names(known)));
            }
            if (type == JsonPointer.class) {
                return Optional.of(new PlanViolation(
                        pointer,
                        "\"%s\" is not a JSON pointer".formatted(node.stringValue()),
                        "start it with a slash: /" + node.stringValue()));
            }
            return Optional.of(new PlanViolation(pointer, message(e, pointer), hint(e)));
        }
    }

    private static String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> LockstepJson.plans().valueToTree(constant).asString())
                .collect(Collectors.joining(", "));
    }

    /** The message of the plan format's type that refuses the value at the pointer, or else Jackson's message. */
    static String message(JacksonException e, String pointer) {
        return invalidValue(e)
                .map(invalid -> invalid.messageAt(Pointer.label(pointer)))
                .orElseGet(() -> JsonSyntaxErrors.message(e));
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
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case BOOLEAN -> node.toString();
            case NUMBER -> "the number " + shortened(node.toString());
            case STRING -> "the string \"%s\"".formatted(shortened(node.stringValue()));
            case NULL, MISSING -> "null";
            case BINARY, POJO -> "not a JSON value";
        };
    }

    /** The first characters of a long text, with an ellipsis. */
    static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
