package dev.lockstep.stack.demo;

import dev.lockstep.stack.redis.JedisConnections;
import java.net.URI;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/** Fills {@code user_state:*} with keys of several types, values and expiries, and adds keys that no plan changes. */
final class RedisSeed {

    static final int STATES = 10_000;
    private static final int SESSIONS = 500;
    private static final int HOUR = 3_600;

    private RedisSeed() {}

    static void into(URI uri) {
        try (Jedis redis = JedisConnections.open(uri)) {
            Pipeline pipeline = redis.pipelined();
            for (int user = 0; user < STATES; user++) {
                writeState(pipeline, user);
            }
            for (int session = 0; session < SESSIONS; session++) {
                pipeline.set("session:" + session, "token-" + session, new SetParams().ex(HOUR));
                pipeline.zadd("leaderboard", session * 7 % 1_000, "user-" + session);
            }
            pipeline.syncAndReturnAll().forEach(RedisSeed::throwOnError);
        }
    }

    private static void throwOnError(Object reply) {
        if (reply instanceof JedisDataException error) {
            throw new IllegalStateException("cannot seed Redis", error);
        }
    }

    private static void writeState(Pipeline pipeline, int user) {
        String key = "user_state:" + user;
        if (user % 100 == 13) {
            pipeline.hset(key, Map.of("points", Integer.toString(user), "level", "3"));
        } else if (user % 100 == 63) {
            pipeline.rpush(key, "a", "b", "b");
        } else {
            pipeline.set(key, value(user), expiry(user));
        }
    }

    private static String value(int user) {
        if (user % 100 == 37) {
            return "{\"userId\": " + user + ", \"cut off"; // Malformed on purpose.
        }
        String start = "{\"userId\":" + user + ",\"points\":" + user * 3 % 500;
        return start
                + switch (user % 10) {
                    // A double cannot represent the integer, and Lua's cjson writes the empty array as an object.
                    case 2 -> ",\"deviceId\":" + (9_007_199_254_740_993L + user) + ",\"badges\":[],\"score\":1.10}";
                    case 4 -> ",\"v2_features\":{\"enhancedTracking\":false},\"schemaVersion\":2}";
                    default -> ",\"name\":\"משתמש " + user + "\",\"badges\":[\"first\"]}";
                };
    }

    private static SetParams expiry(int user) {
        SetParams params = new SetParams();
        if (user % 200 == 11) {
            return params.px(3_000L + user % 5_000); // Some expire while the plan runs.
        }
        return switch (user % 4) {
            case 0 -> params;
            case 1 -> params.ex(HOUR + user);
            case 2 -> params.ex(24 * HOUR + user);
            default -> params.px(7L * 24 * HOUR * 1_000 + user);
        };
    }
}
