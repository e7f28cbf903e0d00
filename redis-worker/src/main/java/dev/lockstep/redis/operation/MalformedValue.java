package dev.lockstep.redis.operation;

/** An edit cannot be made to a value. {@link JsonEditor} catches it. */
final class MalformedValue extends RuntimeException {
    MalformedValue(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
