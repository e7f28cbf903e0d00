package dev.lockstep.redis.operation;

/** What an edit made of a value. */
sealed interface Edited {
    @SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
    record Json(byte[] value) implements Edited {}

    /** The condition does not hold. */
    record Unmet() implements Edited {}

    record Malformed(String reason) implements Edited {}
}
