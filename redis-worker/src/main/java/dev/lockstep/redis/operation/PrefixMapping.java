package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.unit.KeyMapping;
import java.util.Optional;

/** Replaces the prefix of a source key, so that source and destination can each be computed from the other. */
final class PrefixMapping implements KeyMapping {
    private final RedisKey from;
    private final RedisKey to;

    PrefixMapping(KeyRename rename) {
        this.from = RedisKey.of(rename.from());
        this.to = RedisKey.of(rename.to());
    }

    /** Returns whether the key has the prefix that is replaced. */
    @Override
    public boolean canMap(RedisKey source) {
        return source.startsWith(from);
    }

    @Override
    public RedisKey destinationOf(RedisKey source) {
        return source.withPrefix(from, to);
    }

    @Override
    public Optional<RedisKey> sourceOf(RedisKey destination) {
        return destination.startsWith(to) ? Optional.of(destination.withPrefix(to, from)) : Optional.empty();
    }

    /** Returns whether the prefixes allow a key to be both source and destination. */
    boolean canOverlap() {
        return to.startsWith(from) || from.startsWith(to);
    }
}
