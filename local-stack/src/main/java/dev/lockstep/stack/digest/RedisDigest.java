package dev.lockstep.stack.digest;

import dev.lockstep.stack.redis.RedisConnection;
import dev.lockstep.stack.redis.RedisReply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A logical database as its keys with type, content and absolute expiry. */
public final class RedisDigest {

    private static final byte[] OWN = ascii("lockstep:");
    private static final String SCAN_COUNT = "1000";

    // Servers before 7 cannot tell an expiry, only what is left of it. A server that the system put aside between the
    // two looks at its clock would be off by that pause, so the look counts only when nothing lay between.
    private static final String EXPIRY =
            """
            local exact = redis.pcall('PEXPIRETIME', KEYS[1])
            if type(exact) == 'number' then return exact end
            local function micros()
                local now = redis.call('TIME')
                return now[1] * 1000000 + now[2]
            end
            local before, left, after
            repeat
                before = micros()
                left = redis.call('PTTL', KEYS[1])
                after = micros()
            until left < 0 or after - before < 500
            if left < 0 then return left end
            return math.floor(before / 1000) + left
            """;

    private RedisDigest() {}

    /** Reads the logical database that the uri names. */
    public static StoreDigest of(URI uri) {
        try (RedisConnection connection = RedisConnection.open(uri)) {
            SortedMap<String, Unit> units = new TreeMap<>();
            String cursor = "0";
            do {
                RedisReply.Many page = (RedisReply.Many) connection.call("SCAN", cursor, "COUNT", SCAN_COUNT);
                cursor = ((RedisReply.Bulk) page.elements().getFirst()).text();
                read(connection, (RedisReply.Many) page.elements().getLast(), units);
            } while (!cursor.equals("0"));
            return new StoreDigest(Instant.now(), units);
        }
    }

    private static void read(RedisConnection connection, RedisReply.Many page, SortedMap<String, Unit> units) {
        List<byte[]> keys = page.elements().stream()
                .map(key -> ((RedisReply.Bulk) key).bytes())
                .filter(key -> !isOwn(key))
                .toList();
        List<RedisReply> types = connection.callAll(
                keys.stream().map(key -> command("TYPE", key)).toList());
        List<RedisReply> expiries = connection.callAll(keys.stream()
                .map(key -> new byte[][] {ascii("EVAL"), ascii(EXPIRY), ascii("1"), key})
                .toList());
        List<byte[][]> reads = new ArrayList<>();
        for (int index = 0; index < keys.size(); index++) {
            reads.add(readOf(typeIn(types.get(index)), keys.get(index)));
        }
        List<RedisReply> contents = connection.callAll(reads);
        for (int index = 0; index < keys.size(); index++) {
            String type = typeIn(types.get(index));
            if (!type.equals("none")) { // It expired between SCAN and TYPE.
                String content = Sha256.of(type + ' ' + RedisContent.canonical(type, contents.get(index)));
                units.put("key " + printable(keys.get(index)), new Unit(content, expiryIn(expiries.get(index))));
            }
        }
    }

    private static byte[][] readOf(String type, byte[] key) {
        return switch (type) {
            case "string" -> command("GET", key);
            case "hash" -> command("HGETALL", key);
            case "set" -> command("SMEMBERS", key);
            case "list" -> command("LRANGE", key, "0", "-1");
            case "zset" -> command("ZRANGE", key, "0", "-1", "WITHSCORES");
            case "stream" -> command("XRANGE", key, "-", "+");
            default -> command("EXISTS", key);
        };
    }

    private static String typeIn(RedisReply reply) {
        return reply instanceof RedisReply.Status status ? status.text() : "none";
    }

    private static Optional<Instant> expiryIn(RedisReply reply) {
        return reply instanceof RedisReply.Whole moment && moment.value() >= 0
                ? Optional.of(Instant.ofEpochMilli(moment.value()))
                : Optional.empty();
    }

    private static byte[][] command(String name, byte[] key, String... more) {
        byte[][] words = new byte[2 + more.length][];
        words[0] = ascii(name);
        words[1] = key;
        for (int index = 0; index < more.length; index++) {
            words[2 + index] = ascii(more[index]);
        }
        return words;
    }

    private static boolean isOwn(byte[] key) {
        return key.length >= OWN.length && Arrays.equals(key, 0, OWN.length, OWN, 0, OWN.length);
    }

    private static String printable(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        boolean faithful = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), key);
        return faithful ? text : "0x" + HexFormat.of().formatHex(key);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
