package dev.lockstep.coordinator.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One error in a request's body.
 *
 * @param pointer the JSON pointer (RFC 6901) to the value with the error; empty for the whole body
 * @param step the id of the step that has the error; absent outside of steps
 * @param operation the operation type of that step
 * @param line the line in the text, from 1; absent if the position is unknown
 * @param column the column in the line, from 1; absent if the position is unknown
 * @param message what was found and what is expected
 * @param hint what to write instead
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErrorDetail(
        String pointer,
        @Nullable String step,
        @Nullable String operation,
        @Nullable Integer line,
        @Nullable Integer column,
        String message,
        String hint) {
    /** An error at a position in a text. */
    public static ErrorDetail at(String pointer, Position position, String message, String hint) {
        return new ErrorDetail(pointer, null, null, position.line(), position.column(), message, hint);
    }

    /** An error without a position in a text. */
    public static ErrorDetail of(String pointer, String message, String hint) {
        return new ErrorDetail(pointer, null, null, null, null, message, hint);
    }

    /** Adds the step to the error. */
    public ErrorDetail in(@Nullable String stepId, @Nullable String operationType) {
        return new ErrorDetail(pointer, stepId, operationType, line, column, message, hint);
    }
}
