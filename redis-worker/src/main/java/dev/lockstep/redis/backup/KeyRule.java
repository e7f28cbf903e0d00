package dev.lockstep.redis.backup;

import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.journal.JournalKeys;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one step touches: those that match its glob, and those to which it renames them.
 *
 * @param journal the journal of the step
 */
public record KeyRule(String match, RedisGlob glob, @Nullable KeyRename rename, JournalKeys journal) {
    public static KeyRule of(String match, @Nullable KeyRename rename, JournalKeys journal) {
        return new KeyRule(match, new RedisGlob(match), rename, journal);
    }

    /** Whether the key matches the glob. */
    public boolean isSource(RedisKey key) {
        return glob.matches(key.bytes());
    }

    /** Whether the step can create the key. */
    public boolean isDestination(RedisKey key) {
        RedisKey source = sourceOf(key);
        return source != null && isSource(source);
    }

    private @Nullable RedisKey sourceOf(RedisKey key) {
        if (rename == null) {
            return null;
        }
        RedisKey to = RedisKey.of(rename.to());
        return key.startsWith(to) ? key.withPrefix(to, RedisKey.of(rename.from())) : null;
    }

    /** The name to which the step renames a matching key; null if it renames none. */
    public @Nullable RedisKey destinationOf(RedisKey source) {
        if (rename == null) {
            return null;
        }
        RedisKey from = RedisKey.of(rename.from());
        return source.startsWith(from) ? source.withPrefix(from, RedisKey.of(rename.to())) : null;
    }

    /** The field of the step's journal for a change of this key; null if the step does not write keys of this name. */
    @Nullable RedisKey fieldOf(RedisKey key) {
        RedisKey field = rename == null ? key : sourceOf(key);
        return field != null && isSource(field) ? field : null;
    }

    /** Finds a superset of the keys that the step can create; null if it creates none. */
    public @Nullable String destinationScan() {
        return rename == null ? null : RedisGlob.ofPrefix(rename.to());
    }
}
