package dev.lockstep.redis.rehearsal;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads keys by a script that replies with two elements for each key, and for the first keys only if all are too large. */
final class RedisKeyReader {
    private static final String MAX_BATCH_BYTES = "4000000";

    private final RedisSession session;
    private final RedisScript script;
    private final List<byte[]> arguments = new ArrayList<>();

    /** @param furtherArguments the arguments of the script after the maximum number of bytes of all keys */
    RedisKeyReader(RedisSession session, String script, String... furtherArguments) {
        this.session = session;
        this.script = RedisScript.load(script, session.version());
        arguments.add(argument(MAX_BATCH_BYTES));
        for (String further : furtherArguments) {
            arguments.add(argument(further));
        }
    }

    /**
     * What the script replies about a key.
     *
     * @param value the content; empty if there is none
     * @param text the expiry, or why there is no content
     */
    record KeyReply(RedisKey key, List<byte[]> value, String text) {
        boolean hasValue() {
            return !value.isEmpty();
        }
    }

    /** Reads the keys, and passes them on in batches. */
    void read(List<RedisKey> keys, Consumer<List<KeyReply>> batches) {
        List<RedisKey> rest = keys;
        while (!rest.isEmpty()) {
            List<KeyReply> batch = readFirst(rest);
            batches.accept(batch);
            rest = rest.subList(batch.size(), rest.size());
        }
    }

    private List<KeyReply> readFirst(List<RedisKey> keys) {
        List<@Nullable Object> reply = session.listOf(session.submitForList(new ScriptCall(script, keys, arguments)));
        List<KeyReply> batch = new ArrayList<>(reply.size() / 2);
        for (int index = 0; index < reply.size() / 2; index++) {
            List<byte[]> value = reply.get(2 * index) instanceof byte[] content ? List.of(content) : List.of();
            batch.add(new KeyReply(keys.get(index), value, textOf(reply.get(2 * index + 1))));
        }
        return batch;
    }

    private static String textOf(@Nullable Object element) {
        return element instanceof byte[] bytes ? new String(bytes, StandardCharsets.US_ASCII) : "";
    }
}
