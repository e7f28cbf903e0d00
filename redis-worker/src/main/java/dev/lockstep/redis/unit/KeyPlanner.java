package dev.lockstep.redis.unit;

import dev.lockstep.contract.plan.KeyGlob;
import dev.lockstep.redis.connection.RedisKey;
import java.util.List;
import java.util.Optional;

/** Plans how one operation changes each key. Planning is pure: the same key and value always give the same change. */
public interface KeyPlanner {
    /** Returns the glob of the keys that the step may change. */
    String match();

    /** Returns the longest known prefix of all source keys. Preflight tests the user's permissions with this prefix. */
    default RedisKey sourcePrefix() {
        return RedisKey.of(KeyGlob.literalPrefix(match()));
    }

    /** Returns the mapping from source keys to destination keys. */
    default KeyMapping mapping() {
        return new InPlaceMapping();
    }

    /** Returns whether {@link #plan} needs the values; if not, every value is {@link KeyValue.NotRead}. */
    boolean readsValues();

    /** Returns the maximum number of copies that the step stores per key. Preflight checks the memory for them. */
    int copiesPerKey();

    /** Returns what a reader of a dry run must know about the step and its undo. */
    default List<String> notes() {
        return List.of();
    }

    /** Returns the change of one key; empty if there is nothing to change or report. */
    Optional<KeyChange> plan(RedisKey key, KeyValue value);
}
