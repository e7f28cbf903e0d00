package dev.lockstep.redis.unit;

/** The content that a step writes. */
public sealed interface KeyContent {
    /** A new value, written only if the key still holds {@code read}. */
    @SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
    record Replaced(byte[] read, byte[] written) implements KeyContent {}

    /** The unchanged content of the key, of any type. */
    record AsIs() implements KeyContent {}
}
