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
    private final RedisScript script = RedisScript.load("read-values");
    private final byte[] maxValueBytes;

    RedisValueReader(RedisSession session, int maxValueBytes) {
        this.session = session;
        this.maxValueBytes = argument(Integer.toString(maxValueBytes));
    }

    /** Requests the values of a batch that is not empty; {@link #valuesOf} waits for them. */
    RedisSession.SubmittedList request(List<RedisKey> batch) {
        return session.submitForList(new ScriptCall(script, batch, List.of(MAX_BYTES, maxValueBytes)));
    }

    /** Returns the values of the first keys of the batch: as many as fit into 4 MB, but at least one. */
    List<KeyValue> valuesOf(RedisSession.SubmittedList request) {
        return session.listOf(request).stream().map(RedisValueReader::value).toList();
    }

    private static KeyValue value(@Nullable Object element) {
        return switch (element) {
            case null -> new KeyValue.Missing();
            case byte[] value -> new KeyValue.Text(value);
            case List<?> type
            when type.size() == 1 && type.getFirst() instanceof byte[] name ->
                new KeyValue.OtherType(new String(name, StandardCharsets.US_ASCII));
            case List<?> tooLarge
            when tooLarge.size() == 2 && tooLarge.getLast() instanceof byte[] length ->
                new KeyValue.TooLarge(Long.parseLong(new String(length, StandardCharsets.US_ASCII)));
            default -> throw new IllegalStateException("read-values replied %s".formatted(element));
        };
    }
}
