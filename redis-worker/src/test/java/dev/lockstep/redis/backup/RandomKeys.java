package dev.lockstep.redis.backup;

import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.redis.journal.JournalKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Random keys {@code a:…}, {@code b:…} and {@code c:…} of every type, with and without expiry, some with binary names. */
final class RandomKeys {
    private static final int KEYS = 30;
    private final TestRedis redis;
    private final Random random;

    RandomKeys(TestRedis redis, long seed) {
        this.redis = redis;
        this.random = new Random(seed);
    }

    void write() {
        for (int key = 0; key < KEYS; key++) {
            write(name());
        }
    }

    private byte[] name() {
        String name =
                "aab".charAt(random.nextInt(3)) + ":" + (random.nextInt(4) == 0 ? "1" : "") + random.nextInt(KEYS);
        byte[] key = bytes(name);
        if (random.nextInt(6) == 0) {
            key[key.length - 1] = (byte) random.nextInt(256);
        }
        return key;
    }

    private void write(byte[] key) {
        redis.call(bytes("UNLINK"), key);
        byte[] binary = new byte[random.nextInt(300)];
        random.nextBytes(binary);
        int members = 1 + random.nextInt(300);
        switch (random.nextInt(10)) {
            case 0 -> addEach(key, members, "RPUSH");
            case 1 -> addEach(key, members, "SADD");
            case 2 -> redis.call(bytes("HSET"), key, binary, bytes("1"), bytes("g"), binary);
            case 3 -> redis.call(bytes("ZADD"), key, bytes("-1.5"), binary, bytes("inf"), bytes("m"));
            case 4 -> writeStream(key, binary);
            case 5 -> redis.call(bytes("SET"), key, binary);
            case 6 -> redis.call(bytes("PFADD"), key, binary, bytes("x"));
            case 7 -> redis.call(bytes("SETBIT"), key, bytes(Integer.toString(members)), bytes("1"));
            default -> redis.call(bytes("SET"), key, bytes("{\"n\":%d}".formatted(members)));
        }
        switch (random.nextInt(4)) {
            case 0 ->
                redis.call(bytes("PEXPIREAT"), key, bytes(Long.toString(UserStates.EXPIRES_AT + random.nextInt(9))));
            case 1 -> redis.call(bytes("EXPIRE"), key, bytes(Integer.toString(600 + random.nextInt(20_000))));
            default -> {}
        }
    }

    private void addEach(byte[] key, int members, String command) {
        List<byte[]> words = new ArrayList<>(List.of(bytes(command), key));
        for (int member = 0; member < members; member++) {
            words.add(bytes("member " + random.nextInt(1000)));
        }
        redis.call(words.toArray(byte[][]::new));
    }

    private void writeStream(byte[] key, byte[] binary) {
        redis.call(bytes("XADD"), key, bytes("1-1"), bytes("f"), binary);
        redis.call(bytes("XADD"), key, bytes("2-1"), bytes("f"), bytes("v"));
        redis.call(bytes("XGROUP"), bytes("CREATE"), key, bytes("readers"), bytes("0"));
        redis.call(
                bytes("XREADGROUP"),
                bytes("GROUP"),
                bytes("readers"),
                bytes("me"),
                bytes("COUNT"),
                bytes("1"),
                bytes("STREAMS"),
                key,
                bytes(">"));
    }

    /** The dump of every key of Lockstep, except the record of the last restore. */
    static String journal(TestRedis redis) {
        TreeMap<String, String> dumps = new TreeMap<>();
        if (redis.call("KEYS", "lockstep:*") instanceof List<?> names) {
            for (Object name : names) {
                byte[] key = (byte[]) name;
                if (Arrays.equals(key, JournalKeys.LAST_RESTORE.bytes())) {
                    continue;
                }
                byte[] dump = redis.call(bytes("DUMP"), key) instanceof byte[] payload ? payload : new byte[0];
                dumps.put(HexFormat.of().formatHex(key), HexFormat.of().formatHex(dump));
            }
        }
        return dumps.toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
