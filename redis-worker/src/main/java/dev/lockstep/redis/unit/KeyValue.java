package dev.lockstep.redis.unit;

/** What a key held when it was read. */
public sealed interface KeyValue {
    @SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
    record Text(byte[] value) implements KeyValue {}

    /** A key that is not a string, with its type's name, such as {@code hash}. */
    record OtherType(String type) implements KeyValue {}

    /** The key has expired or was deleted since the scan. */
    record Missing() implements KeyValue {}

    /** The operation does not need the value. */
    record NotRead() implements KeyValue {}
}
