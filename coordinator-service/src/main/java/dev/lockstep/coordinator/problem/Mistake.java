package dev.lockstep.coordinator.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what was sent.
 *
 * @param pointer where, as RFC 6901; empty for the whole
 * @param line where in the text, from 1; absent where there is no text
 * @param column where in the line, from 1
 * @param message what is wrong
 * @param hint what to do about it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Mistake(String pointer, @Nullable Integer line, @Nullable Integer column, String message, String hint) {

    public static Mistake at(String pointer, Place place, String message, String hint) {
        return new Mistake(pointer, place.line(), place.column(), message, hint);
    }

    /** In a request without a text of its own. */
    public static Mistake of(String pointer, String message, String hint) {
        return new Mistake(pointer, null, null, message, hint);
    }
}
