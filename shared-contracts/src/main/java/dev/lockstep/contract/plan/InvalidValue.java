package dev.lockstep.contract.plan;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for an invalid value in a plan. The message states the found and the expected value; the hint states what to
 * write instead.
 */
public final class InvalidValue extends IllegalArgumentException {
    private final @Nullable String field;
    private final String hint;

    private InvalidValue(@Nullable String field, String message, String hint) {
        super(message);
        this.field = field;
        this.hint = hint;
    }

    /** Creates the exception for a value that is invalid as a whole. */
    public static InvalidValue of(String message, String hint) {
        return new InvalidValue(null, message, hint);
    }

    /** Creates the exception for one invalid field of an object. */
    public static InvalidValue in(String field, String message, String hint) {
        return new InvalidValue(field, message, hint);
    }

    /** The name of the invalid field; absent if the value is invalid as a whole. */
    public @Nullable String field() {
        return field;
    }

    /** What to write instead. */
    public String hint() {
        return hint;
    }
}
