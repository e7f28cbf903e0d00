package dev.lockstep.redis.unit;

/** The value of a key when it was read. */
public sealed interface KeyValue {
    @SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
    record Text(byte[] value) implements KeyValue {}

    /** The key is not a string; {@code type} is its type, such as {@code hash}. */
    record OtherType(String type) implements KeyValue {}

    /** The value is a string that is too long to be read. */
    record TooLarge(long bytes) implements KeyValue {}

    /** The key has expired or was deleted since the scan. */
    record Missing() implements KeyValue {}

    /** The value was not read, because the operation does not need it. */
    record NotRead() implements KeyValue {}
}
