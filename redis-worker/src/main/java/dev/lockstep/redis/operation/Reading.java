package dev.lockstep.redis.operation;

/** What a key held when it was read. */
sealed interface Reading {
    @SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
    record Text(byte[] value) implements Reading {}

    /** No string: a list, a hash, a module's type. */
    record OtherType(String type) implements Reading {}

    /** Expired or deleted since the scan. */
    record Absent() implements Reading {}

    /** Not looked at, for the value does not matter. */
    record Unread() implements Reading {}
}
