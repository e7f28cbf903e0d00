package dev.lockstep.coordinator.http;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Describes why the body of an action cannot be parsed, without the names of Java types. */
final class BodyErrors {
    static final String HINT = "send a JSON object such as {\"reason\": \"wrong target\"}";

    private BodyErrors() {}

    static ErrorDetail of(JacksonException cause) {
        Position position = Position.of(cause.getLocation());
        String pointer = pointer(cause.getPath());
        return switch (cause) {
            case UnrecognizedPropertyException unknown ->
                ErrorDetail.at(
                        pointer,
                        position,
                        "the field \"%s\" is unknown".formatted(unknown.getPropertyName()),
                        "remove this field; the known fields are %s".formatted(known(unknown)));
            case MismatchedInputException mismatch -> mismatch(mismatch, pointer, position);
            default -> syntaxError(JsonSyntaxErrors.of(cause), pointer, position);
        };
    }

    private static String known(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static ErrorDetail syntaxError(SyntaxError error, String pointer, Position position) {
        return ErrorDetail.at(pointer, position, error.message(), error.hint());
    }

    private static ErrorDetail mismatch(MismatchedInputException cause, String pointer, Position position) {
        if (cause.getTargetType() == String.class) {
            return ErrorDetail.at(pointer, position, "the value is not a string", "write text in double quotes");
        }
        return String.valueOf(cause.getOriginalMessage()).startsWith("Trailing token")
                ? ErrorDetail.at(pointer, position, "the text continues after the JSON object", "remove the rest")
                : ErrorDetail.at(pointer, position, "the body is not an object", HINT);
    }

    private static String pointer(List<JacksonException.Reference> path) {
        return path.stream()
                .map(part -> part.getPropertyName() == null ? String.valueOf(part.getIndex()) : part.getPropertyName())
                .map(part -> "/" + part.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }
}
