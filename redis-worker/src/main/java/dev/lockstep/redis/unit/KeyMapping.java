package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import java.util.Optional;

/** Which key a step writes for a source key. Each destination has at most one source. */
public interface KeyMapping {
    /** The key that the step writes for this source. */
    RedisKey destinationOf(RedisKey source);

    /** The other key that has this key as its destination; empty if there can be none. */
    Optional<RedisKey> sourceOf(RedisKey destination);
}
