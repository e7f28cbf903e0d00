package dev.lockstep.redis.operation;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values of keys, each with its type at one moment, and as many at once as a worker can hold. */
final class RedisReadings {
    private static final byte[] BYTES = argument("4000000");
    private final RedisSession session;
    private final RedisScript script;

    RedisReadings(RedisSession session) {
        this.session = session;
        this.script = RedisScript.named("read", session.facts().version());
    }

    /** Of the first keys of the batch: of all, or of those whose values are not too large together; of one at the least. */
    List<Reading> of(List<RedisKey> batch) {
        return batch.isEmpty()
                ? List.of()
                : session.runForList(new ScriptCall(script, batch, List.of(BYTES))).stream()
                        .map(RedisReadings::reading)
                        .toList();
    }

    private static Reading reading(@Nullable Object answer) {
        return switch (answer) {
            case null -> new Reading.Absent();
            case byte[] value -> new Reading.Text(value);
            case List<?> type
            when type.getFirst() instanceof byte[] name ->
                new Reading.OtherType(new String(name, StandardCharsets.US_ASCII));
            default -> throw new IllegalStateException("%s: no answer to a reading".formatted(answer));
        };
    }
}
