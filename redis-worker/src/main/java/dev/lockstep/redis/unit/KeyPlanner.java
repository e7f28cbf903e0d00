package dev.lockstep.redis.unit;

import dev.lockstep.contract.plan.KeyGlob;
import dev.lockstep.redis.connection.RedisKey;
import java.util.Optional;

/** What one operation does to each key. Planning is pure: the same key and value always have the same change. */
public interface KeyPlanner {
    /** The glob of the keys that the step may change. */
    String match();

    /** The prefix of the source keys, as far as it is known; preflight tries the user's permissions on it. */
    default RedisKey sourcePrefix() {
        return RedisKey.of(KeyGlob.literalPrefix(match()));
    }

    /** Where a source key is written to. */
    default KeyMapping mapping() {
        return new InPlaceMapping();
    }

    /** Whether {@link #plan} needs the values; otherwise every value is {@link KeyValue.NotRead}. */
    boolean readsValues();

    /** The most copies of a key that the step stores in addition, which preflight needs memory for. */
    int copiesPerKey();

    /** The change of one key; empty if there is nothing to do and nothing to report. */
    Optional<KeyChange> plan(RedisKey key, KeyValue value);
}
