package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import java.util.Optional;

/** Maps each source key to the destination key that the step writes. Each destination has at most one source. */
public interface KeyMapping {
    /** Returns whether the key can be a source. */
    default boolean canMap(RedisKey key) {
        return true;
    }

    /** Returns the key that the step writes for this source. */
    RedisKey destinationOf(RedisKey source);

    /** Returns the source whose destination is this key; empty if no other key can have this destination. */
    Optional<RedisKey> sourceOf(RedisKey destination);
}
