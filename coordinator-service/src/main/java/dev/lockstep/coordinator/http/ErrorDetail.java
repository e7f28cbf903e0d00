package dev.lockstep.coordinator.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One error in a request's body.
 *
 * @param pointer the position as JSON pointer (RFC 6901); empty for the whole body
 * @param step the id of the step that has the error; absent outside of steps
 * @param operation the operation type of that step
 * @param line the line in the text, from 1; absent where the body has no text
 * @param column the column in the line, from 1
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

    /** An error in a body without a text. */
    public static ErrorDetail of(String pointer, String message, String hint) {
        return new ErrorDetail(pointer, null, null, null, null, message, hint);
    }

    /** The same error, in this step. */
    public ErrorDetail in(@Nullable String stepId, @Nullable String operationType) {
        return new ErrorDetail(pointer, stepId, operationType, line, column, message, hint);
    }
}
