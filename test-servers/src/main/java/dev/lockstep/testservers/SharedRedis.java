package dev.lockstep.testservers;

import dev.lockstep.stack.redis.RedisServer;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.Jedis;

/** One Redis server for all tests of a JVM. Each test gets one of its sixteen logical databases. */
public final class SharedRedis {

    private static final AtomicInteger CREATED = new AtomicInteger();

    private SharedRedis() {}

    private static final class Started {
        private static final RedisServer SERVER = DedicatedServers.redis();
    }

    public static RedisServer server() {
        return Started.SERVER;
    }

    /** Flushes the next logical database and returns its URI. The seventeenth call uses the first database again. */
    public static String freshDatabase() {
        int database = Math.floorMod(CREATED.getAndIncrement(), RedisServer.DATABASES);
        try (Jedis redis = server().connect(database)) {
            redis.flushDB();
        }
        return server().uri(database);
    }
}
