package dev.lockstep.redis.operation;

/** An edit that cannot be done to a value; never leaves {@link JsonEditor}. */
final class MalformedValue extends RuntimeException {
    MalformedValue(String because) {
        super(because, null, false, false);
    }

    String because() {
        return String.valueOf(getMessage());
    }
}
