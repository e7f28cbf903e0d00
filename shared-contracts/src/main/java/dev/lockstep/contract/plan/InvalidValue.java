package dev.lockstep.contract.plan;

import org.jspecify.annotations.Nullable;

/**
 * A plan contains an invalid value. The message gives the found and the expected value, the hint gives the correction.
 */
public final class InvalidValue extends IllegalArgumentException {
    private final @Nullable String field;
    private final String hint;

    private InvalidValue(@Nullable String field, String message, String hint) {
        super(message);
        this.field = field;
        this.hint = hint;
    }

    /** The value as a whole is invalid. */
    public static InvalidValue of(String message, String hint) {
        return new InvalidValue(null, message, hint);
    }

    /** One field of an object is invalid. */
    public static InvalidValue in(String field, String message, String hint) {
        return new InvalidValue(field, message, hint);
    }

    /** Name of the invalid field; absent if the value as a whole is invalid. */
    public @Nullable String field() {
        return field;
    }

    /** What to write instead. */
    public String hint() {
        return hint;
    }
}
