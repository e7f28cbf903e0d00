package dev.lockstep.redis.rehearsal;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.worker.ScratchMarker;
import dev.lockstep.worker.StepContext;
import io.lettuce.core.KeyValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The key in a copy that says whose copy it is, and when it was in use by the server's clock. A logical database without it is
 * never deleted.
 *
 * @param token differs for each copy
 */
record RedisCopyMarker(String token, ScratchMarker content) {
    private static final RedisKey KEY = RedisKey.of("lockstep:rehearsal");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
    private static final String TOKEN = "token";
    private static final String TARGET = "target";
    private static final String MIGRATION = "migration";
    private static final String DISPATCH = "dispatch";
    private static final byte[][] FIELDS = Stream.of(TOKEN, TARGET, MIGRATION, DISPATCH, "usedAt")
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);

    /** Writes the marker if the database has no keys, and returns their number. */
    static long claim(RedisSession session, String token, TargetName target, StepContext context) {
        List<byte[]> fields = Stream.of(
                        TOKEN,
                        token,
                        TARGET,
                        target.toString(),
                        MIGRATION,
                        context.key().migration().toString(),
                        DISPATCH,
                        context.dispatch().toString())
                .map(ScriptCall::argument)
                .toList();
        return Long.parseLong(run(session, "claim-copy", fields));
    }

    /** Returns the marker of the database; empty if it has none. */
    static Optional<RedisCopyMarker> read(RedisSession session) {
        if (session.call(redis -> redis.type(KEY.bytes())).equals("hash")) {
            List<String> values = session.call(redis -> redis.hmget(KEY.bytes(), FIELDS)).stream()
                    .map(RedisCopyMarker::textOf)
                    .toList();
            // A hash of somebody else need not have the fields.
            if (NUMBER.matcher(values.get(3)).matches()
                    && SECONDS.matcher(values.get(4)).matches()) {
                Instant usedAt = Instant.ofEpochSecond(Long.parseLong(values.get(4)));
                return Optional.of(new RedisCopyMarker(
                        values.get(0),
                        new ScratchMarker(values.get(1), values.get(2), Long.parseLong(values.get(3)), usedAt)));
            }
        }
        return Optional.empty();
    }

    private static String textOf(KeyValue<byte[], byte[]> value) {
        return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).getValueOrElse("");
    }

    /** Returns false if the database has no longer this marker. */
    static boolean refresh(RedisSession session, String token) {
        return run(session, "refresh-copy", List.of(argument(token))).equals("REFRESHED");
    }

    /** Deletes the copy with this token; returns false if the database has another marker, or none. */
    static boolean delete(RedisSession session, String token) {
        return delete(session, token, "");
    }

    /** Deletes the copy, unless it was in use after the marker was read. */
    boolean deleteIfUnused(RedisSession session) {
        return delete(session, token, Long.toString(content.usedAt().getEpochSecond()));
    }

    private static boolean delete(RedisSession session, String token, String usedAt) {
        return run(session, "delete-copy", List.of(argument(token), argument(usedAt)))
                .equals("DELETED");
    }

    private static String run(RedisSession session, String script, List<byte[]> arguments) {
        byte[] reply = session.run(new ScriptCall(RedisScript.load(script), List.of(KEY), arguments));
        return new String(reply, StandardCharsets.UTF_8);
    }
}
