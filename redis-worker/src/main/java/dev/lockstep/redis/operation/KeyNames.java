package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.redis.connection.RedisKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which key becomes which: one source for each destination, so that either names the other. */
final class KeyNames {
    private final @Nullable RedisKey from;
    private final @Nullable RedisKey to;

    KeyNames(@Nullable KeyRename rename) {
        this.from = rename == null ? null : RedisKey.of(rename.from());
        this.to = rename == null ? null : RedisKey.of(rename.to());
    }

    boolean inPlace() {
        return from == null;
    }

    boolean canMove(RedisKey source) {
        return from == null || source.startsWith(from);
    }

    /** The key that the step writes for this source. */
    RedisKey destinationOf(RedisKey source) {
        return from == null || to == null ? source : source.withPrefix(from, to);
    }

    /** The source that would have this key as its destination. */
    Optional<RedisKey> originOf(RedisKey key) {
        return from == null || to == null || !key.startsWith(to)
                ? Optional.empty()
                : Optional.of(key.withPrefix(to, from));
    }

    /** Can a destination be taken for a source, as far as the prefixes go? */
    boolean canChain() {
        return from != null && to != null && (to.startsWith(from) || from.startsWith(to));
    }
}
