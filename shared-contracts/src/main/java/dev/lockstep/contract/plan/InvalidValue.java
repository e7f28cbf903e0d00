package dev.lockstep.contract.plan;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for an invalid value in a plan. The message states the found and the expected value; the hint states what to
 * write instead.
 */
public final class InvalidValue extends IllegalArgumentException {
    private final @Nullable String field;
    private final String message;
    private final String hint;

    // Absent if the message already contains the path of the value.
    private final @Nullable String problem;

    private InvalidValue(@Nullable String field, String message, String hint, @Nullable String problem) {
        super(message);
        this.field = field;
        this.message = message;
        this.hint = hint;
        this.problem = problem;
    }

    /** Creates the exception for a value that is invalid as a whole. */
    public static InvalidValue of(String message, String hint) {
        return new InvalidValue(null, message, hint, null);
    }

    /** Creates the exception for one invalid field of an object. */
    public static InvalidValue in(String field, String message, String hint) {
        return new InvalidValue(field, message, hint, null);
    }

    /**
     * Creates the exception for a value that can occur at several paths of a plan.
     *
     * @param kind what the value is, such as {@code the name}; {@link #messageAt} replaces it by the path
     * @param problem the rest of the message
     */
    public static InvalidValue withoutPath(String kind, String problem, String hint) {
        return new InvalidValue(null, kind + " " + problem, hint, problem);
    }

    /** Returns the message for a value at this path, such as {@code operation.columns[0]}. */
    public String messageAt(String path) {
        return problem == null ? message : path + " " + problem;
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
