package dev.lockstep.redis.unit;

import java.time.Duration;

/** A change of a key's expiry. Durations have a precision of milliseconds. */
public sealed interface ExpiryChange {
    /** The key expires this long after the change. */
    record Set(Duration duration) implements ExpiryChange {}

    /** The key expires this long after the change, unless its expiry is already earlier. */
    record Cap(Duration duration) implements ExpiryChange {}

    /** The key expires this much later than before; a key without an expiry is skipped. */
    record Extend(Duration duration) implements ExpiryChange {}

    /** The key no longer expires. */
    record Remove() implements ExpiryChange {}
}
