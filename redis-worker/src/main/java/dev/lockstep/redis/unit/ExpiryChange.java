package dev.lockstep.redis.unit;

import java.time.Duration;

/** How the expiry of a key changes. Durations count in milliseconds. */
public sealed interface ExpiryChange {
    /** The key expires this long after the change. */
    record Set(Duration duration) implements ExpiryChange {}

    /** The key expires this long after the change, unless it expires earlier already. */
    record Cap(Duration duration) implements ExpiryChange {}

    /** The key lives this much longer; a key without an expiry is skipped. */
    record Extend(Duration duration) implements ExpiryChange {}

    /** The key has no expiry any more. */
    record Remove() implements ExpiryChange {}
}
