package dev.lockstep.stack.digest;

import dev.lockstep.stack.redis.JedisConnections;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Digest of a logical database: its keys with type, content and absolute expiry. */
public final class RedisDigest {

    private static final byte[] LOCKSTEP_PREFIX = ascii("lockstep:");
    private static final int SCAN_COUNT = 1_000;

    /** The reply of PTTL and PEXPIRETIME for a key that does not exist. */
    private static final long MISSING = -2;

    // Redis before 7 returns only the remaining time of a key, so the script adds it to the server's time. The sum is
    // wrong if the server is suspended between the two readings. The script therefore repeats them until both were made
    // within 500 µs, half of the millisecond in which Redis stores expiries.
    private static final byte[] EXPIRY_SCRIPT = ascii(
            """
            local exact = redis.pcall('PEXPIRETIME', KEYS[1])
            if type(exact) == 'number' then return exact end
            local function micros()
                local now = redis.call('TIME')
                return now[1] * 1000000 + now[2]
            end
            local before, remaining, after
            repeat
                before = micros()
                remaining = redis.call('PTTL', KEYS[1])
                after = micros()
            until remaining < 0 or after - before < 500
            if remaining < 0 then return remaining end
            return math.floor(before / 1000) + remaining
            """);

    private RedisDigest() {}

    /** Reads the logical database of the URI. */
    public static StoreDigest of(URI uri) {
        try (Jedis redis = JedisConnections.open(uri)) {
            SortedMap<String, UnitDigest> units = new TreeMap<>();
            ScanParams pageSize = new ScanParams().count(SCAN_COUNT);
            byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
            ScanResult<byte[]> page;
            do {
                page = redis.scan(cursor, pageSize);
                cursor = page.getCursorAsBytes();
                read(redis, page.getResult(), units);
            } while (!page.isCompleteIteration());
            return new StoreDigest(Instant.now(), units);
        }
    }

    private static void read(Jedis redis, List<byte[]> page, SortedMap<String, UnitDigest> units) {
        List<byte[]> keys = page.stream().filter(key -> !isLockstepKey(key)).toList();
        List<String> types = replies(redis, keys, (pipeline, key) -> pipeline.sendCommand(Command.TYPE, key)).stream()
                .map(RedisDigest::type)
                .toList();
        List<Object> expiries = replies(
                redis, keys, (pipeline, key) -> pipeline.sendCommand(Command.EVAL, EXPIRY_SCRIPT, ascii("1"), key));
        Pipeline pipeline = redis.pipelined();
        for (int index = 0; index < keys.size(); index++) {
            readContent(pipeline, types.get(index), keys.get(index));
        }
        List<Object> contents = pipeline.syncAndReturnAll();
        for (int index = 0; index < keys.size(); index++) {
            String type = types.get(index);
            // A key can expire after SCAN, and after its type was read.
            if (!type.equals("none") && !isMissing(expiries.get(index))) {
                String content = Sha256.of(type + ' ' + RedisContent.canonicalText(type, contents.get(index)));
                units.put(
                        "key " + printableName(keys.get(index)), new UnitDigest(content, expiry(expiries.get(index))));
            }
        }
    }

    // If a command fails, its reply is a JedisDataException.
    private static List<Object> replies(Jedis redis, List<byte[]> keys, BiConsumer<Pipeline, byte[]> command) {
        Pipeline pipeline = redis.pipelined();
        keys.forEach(key -> command.accept(pipeline, key));
        return pipeline.syncAndReturnAll();
    }

    private static void readContent(Pipeline pipeline, String type, byte[] key) {
        switch (type) {
            case "string" -> pipeline.sendCommand(Command.GET, key);
            case "hash" -> pipeline.sendCommand(Command.HGETALL, key);
            case "set" -> pipeline.sendCommand(Command.SMEMBERS, key);
            case "list" -> pipeline.sendCommand(Command.LRANGE, key, ascii("0"), ascii("-1"));
            case "zset" -> pipeline.sendCommand(Command.ZRANGE, key, ascii("0"), ascii("-1"), ascii("WITHSCORES"));
            case "stream" -> pipeline.sendCommand(Command.XRANGE, key, ascii("-"), ascii("+"));
            default -> pipeline.sendCommand(Command.EXISTS, key);
        }
    }

    private static String type(@Nullable Object reply) {
        return reply instanceof byte[] name ? new String(name, StandardCharsets.US_ASCII) : "none";
    }

    private static boolean isMissing(@Nullable Object expiry) {
        return expiry instanceof Long millis && millis == MISSING;
    }

    private static Optional<Instant> expiry(@Nullable Object reply) {
        return reply instanceof Long millis && millis >= 0
                ? Optional.of(Instant.ofEpochMilli(millis))
                : Optional.empty();
    }

    private static boolean isLockstepKey(byte[] key) {
        int length = LOCKSTEP_PREFIX.length;
        return key.length >= length && Arrays.equals(key, 0, length, LOCKSTEP_PREFIX, 0, length);
    }

    private static String printableName(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        boolean isUtf8 = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), key);
        return isUtf8 ? text : "0x" + HexFormat.of().formatHex(key);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
