package dev.lockstep.redis.operation;

/** The result of editing one value. */
sealed interface JsonEditResult {
    @SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
    record Edited(byte[] value) implements JsonEditResult {}

    /** The edit's condition does not hold. */
    record ConditionNotMet() implements JsonEditResult {}

    /** The value is not JSON, or the edit cannot be applied to it. */
    record Malformed(String reason) implements JsonEditResult {}

    /** The value has more JSON values than the worker reads into memory. */
    record TooManyValues(int limit) implements JsonEditResult {}
}
