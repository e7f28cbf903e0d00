package dev.lockstep.redis.backup;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.connection.ServerVersion;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds the calls of the script that restores keys. */
final class RestoreCalls {
    /** Limits the arguments of one call: there is one for each key and step. */
    private static final int MAX_ARGUMENTS = 5_000;

    private static final byte[] EMPTY = {};
    private static final byte[] NO_EXPIRY = argument("-1");

    private final RedisScript script;
    private final RedisKey scratch;
    private final List<KeyRule> rules;
    private final List<byte[]> fixedArguments;
    private final int batchSize;

    RestoreCalls(TouchedKeys touched, ServerVersion version, UnitLimits limits, RestoreMode mode, StepContext context) {
        this.script = RedisScript.load("restore-keys", version);
        // Each call of the script also deletes it. No other key has this name, whatever applications call theirs.
        this.scratch = RedisKey.of("lockstep:scratch:" + UUID.randomUUID());
        this.rules = touched.rules();
        this.batchSize = Math.max(1, Math.min(limits.batchSize(), MAX_ARGUMENTS / (2 + rules.size())));
        this.fixedArguments = List.of(
                argument(context.dispatch().toString()),
                argument(
                        switch (mode) {
                            case DRY_RUN -> "compare";
                            case WRITE -> "write";
                        }),
                argument(Integer.toString(rules.size())),
                argument(Integer.toString(limits.maxValueBytes())));
    }

    int batchSize() {
        return batchSize;
    }

    /** Stands for a key that the backup does not have. */
    static KeyEntry removalOf(RedisKey key) {
        return new KeyEntry(key, EMPTY, -1);
    }

    ScriptCall call(List<KeyEntry> entries) {
        List<RedisKey> keys = new ArrayList<>(List.of(JournalKeys.FENCE, JournalKeys.LAST_RESTORE, scratch));
        rules.forEach(rule ->
                keys.addAll(List.of(rule.journal().units(), rule.journal().deletedSources())));
        List<byte[]> arguments = new ArrayList<>(fixedArguments);
        for (KeyEntry entry : entries) {
            keys.add(entry.key());
            arguments.add(entry.payload());
            arguments.add(entry.expiry() < 0 ? NO_EXPIRY : argument(Long.toString(entry.expiry())));
            rules.forEach(rule -> arguments.add(fieldOf(rule, entry.key())));
        }
        return new ScriptCall(script, keys, arguments);
    }

    private static byte[] fieldOf(KeyRule rule, RedisKey key) {
        RedisKey field = rule.fieldOf(key);
        return field == null ? EMPTY : field.bytes();
    }

    static List<String> textsOf(List<@Nullable Object> reply) {
        return reply.stream()
                .map(element -> element instanceof byte[] bytes
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : String.valueOf(element))
                .toList();
    }
}
