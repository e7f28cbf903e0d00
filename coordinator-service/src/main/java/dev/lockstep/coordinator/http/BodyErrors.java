package dev.lockstep.coordinator.http;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Describes why a JSON body cannot be read, without the names of Java types. */
final class BodyErrors {
    private BodyErrors() {}

    static ErrorDetail of(JacksonException cause) {
        Position position = Position.of(cause.getLocation());
        String pointer = pointer(cause.getPath());
        return switch (cause) {
            case UnrecognizedPropertyException unknown ->
                ErrorDetail.at(
                        pointer,
                        position,
                        "the field %s is unknown".formatted(unknown.getPropertyName()),
                        "remove it; the known fields are %s".formatted(unknown.getKnownPropertyIds()));
            case MismatchedInputException mismatch -> mismatch(mismatch, pointer, position);
            default ->
                ErrorDetail.at(
                        pointer, position, JsonErrors.message(cause), "correct the JSON at this line and column");
        };
    }

    private static ErrorDetail mismatch(MismatchedInputException cause, String pointer, Position position) {
        return cause.getTargetType() == String.class
                ? ErrorDetail.at(pointer, position, "the value is not a text", "write a text in quotes")
                : ErrorDetail.at(pointer, position, "the value is not an object", "write an object in braces");
    }

    private static String pointer(List<JacksonException.Reference> path) {
        return path.stream()
                .map(part -> part.getPropertyName() == null ? String.valueOf(part.getIndex()) : part.getPropertyName())
                .map(part -> "/" + part.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }
}
