package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import java.util.List;

/**
 * Arguments of scripts: the origin of a key is the key whose destination it is. It is never empty, because the prefix of
 * source keys is not empty; an empty argument stands for no origin.
 */
final class Origins {
    private static final byte[] NONE = {};

    private Origins() {}

    static byte[] of(KeyMapping mapping, RedisKey key) {
        return mapping.sourceOf(key).map(RedisKey::bytes).orElse(NONE);
    }

    /** Returns one origin per change; an empty list if no key has an origin, which is the usual case. */
    static List<byte[]> of(KeyMapping mapping, List<KeyChange> changes) {
        return ofKeys(mapping, changes.stream().map(KeyChange::key).toList());
    }

    static List<byte[]> ofKeys(KeyMapping mapping, List<RedisKey> keys) {
        List<byte[]> origins = keys.stream().map(key -> of(mapping, key)).toList();
        return origins.stream().allMatch(origin -> origin.length == 0) ? List.of() : origins;
    }
}
