package dev.lockstep.redis.operation;

/** Thrown if an edit cannot be applied to a value. {@link JsonEditor} catches it. */
final class MalformedValue extends RuntimeException {
    MalformedValue(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
