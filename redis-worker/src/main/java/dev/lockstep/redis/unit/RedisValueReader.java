package dev.lockstep.redis.unit;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values of keys in one script, up to 4 MB at a time. */
final class RedisValueReader {
    private static final byte[] MAX_BYTES = argument("4000000");
    private final RedisSession session;
    private final RedisScript script;

    RedisValueReader(RedisSession session) {
        this.session = session;
        this.script = RedisScript.load("read-values", session.serverInfo().version());
    }

    /** Returns the values of the first keys of the batch: as many as fit into 4 MB, but at least one. */
    List<KeyValue> read(List<RedisKey> batch) {
        return batch.isEmpty()
                ? List.of()
                : session.runForList(new ScriptCall(script, batch, List.of(MAX_BYTES))).stream()
                        .map(RedisValueReader::value)
                        .toList();
    }

    private static KeyValue value(@Nullable Object element) {
        return switch (element) {
            case null -> new KeyValue.Missing();
            case byte[] value -> new KeyValue.Text(value);
            case List<?> type
            when type.getFirst() instanceof byte[] name ->
                new KeyValue.OtherType(new String(name, StandardCharsets.US_ASCII));
            default -> throw new IllegalStateException("read-values replied %s".formatted(element));
        };
    }
}
