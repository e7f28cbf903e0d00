package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import java.util.Optional;

/** Maps every key to itself, so that keys are changed in place. */
public final class InPlaceMapping implements KeyMapping {
    @Override
    public RedisKey destinationOf(RedisKey source) {
        return source;
    }

    @Override
    public Optional<RedisKey> sourceOf(RedisKey destination) {
        return Optional.empty();
    }
}
