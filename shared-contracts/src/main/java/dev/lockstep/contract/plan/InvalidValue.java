package dev.lockstep.contract.plan;

import org.jspecify.annotations.Nullable;

/** A value that a plan may not hold: the message says what was found and what is expected, the hint what to write. */
public final class InvalidValue extends IllegalArgumentException {
    private final @Nullable String field;
    private final String hint;

    private InvalidValue(@Nullable String field, String message, String hint) {
        super(message);
        this.field = field;
        this.hint = hint;
    }

    /** Of a value as a whole. */
    public static InvalidValue of(String message, String hint) {
        return new InvalidValue(null, message, hint);
    }

    /** Of one field of an object. */
    public static InvalidValue in(String field, String message, String hint) {
        return new InvalidValue(field, message, hint);
    }

    /** The field of the object that is invalid; absent where the value as a whole is. */
    public @Nullable String field() {
        return field;
    }

    /** What the plan's author writes instead. */
    public String hint() {
        return hint;
    }
}
