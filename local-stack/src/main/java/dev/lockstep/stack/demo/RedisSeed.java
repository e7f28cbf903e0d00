package dev.lockstep.stack.demo;

import dev.lockstep.stack.redis.RedisConnection;
import dev.lockstep.stack.redis.RedisReply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code user_state:*} of every sort, and the keys beside them. */
final class RedisSeed {

    static final int STATES = 10_000;
    private static final int SESSIONS = 500;
    private static final int HOUR = 3_600;

    private RedisSeed() {}

    static void into(URI uri) {
        List<byte[][]> commands = new ArrayList<>();
        for (int user = 0; user < STATES; user++) {
            commands.add(state(user));
        }
        for (int session = 0; session < SESSIONS; session++) {
            commands.add(command("SET", "session:" + session, "token-" + session, "EX", Integer.toString(HOUR)));
            commands.add(command("ZADD", "leaderboard", Integer.toString(session * 7 % 1_000), "user-" + session));
        }
        try (RedisConnection connection = RedisConnection.open(uri)) {
            connection.callAll(commands).forEach(RedisSeed::demandDone);
        }
    }

    private static void demandDone(RedisReply reply) {
        if (reply instanceof RedisReply.Failure failure) {
            throw new IllegalStateException("cannot seed Redis: " + failure.message());
        }
    }

    private static byte[][] state(int user) {
        String key = "user_state:" + user;
        if (user % 100 == 13) {
            return command("HSET", key, "points", Integer.toString(user), "level", "3"); // Not a string.
        }
        if (user % 100 == 63) {
            return command("RPUSH", key, "a", "b", "b");
        }
        List<String> words = new ArrayList<>(List.of("SET", key, value(user)));
        words.addAll(expiry(user));
        return command(words.toArray(String[]::new));
    }

    private static String value(int user) {
        if (user % 100 == 37) {
            return "{\"userId\": " + user + ", \"cut off"; // Malformed.
        }
        String begin = "{\"userId\":" + user + ",\"points\":" + user * 3 % 500;
        return begin
                + switch (user % 10) {
                    // An integer that a double cannot hold, and arrays that a Lua table cannot tell from objects.
                    case 2 -> ",\"deviceId\":" + (9_007_199_254_740_993L + user) + ",\"badges\":[],\"score\":1.10}";
                    case 4 -> ",\"v2_features\":{\"enhancedTracking\":false},\"schemaVersion\":2}";
                    default -> ",\"name\":\"משתמש " + user + "\",\"badges\":[\"first\"]}";
                };
    }

    private static List<String> expiry(int user) {
        if (user % 200 == 11) {
            return List.of("PX", Integer.toString(3_000 + user % 5_000)); // Some end while the plan runs.
        }
        return switch (user % 4) {
            case 0 -> List.of();
            case 1 -> List.of("EX", Integer.toString(HOUR + user));
            case 2 -> List.of("EX", Integer.toString(24 * HOUR + user));
            default -> List.of("PX", Integer.toString(7 * 24 * HOUR * 1_000 + user));
        };
    }

    private static byte[][] command(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}
