package dev.lockstep.redis.operation;

/** An edit that cannot be done to a value; never leaves {@link JsonEditor}. */
final class MalformedValue extends RuntimeException {
    MalformedValue(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
