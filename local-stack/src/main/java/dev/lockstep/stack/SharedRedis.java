package dev.lockstep.stack;

import dev.lockstep.stack.redis.RedisConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** One Redis for all tests of a JVM; each test gets one of its sixteen logical databases, emptied. */
public final class SharedRedis {

    private static final AtomicInteger GIVEN = new AtomicInteger();

    private SharedRedis() {}

    private static final class Started {
        private static final RedisServer SERVER = Servers.redis();
    }

    public static RedisServer server() {
        return Started.SERVER;
    }

    /** The uri of an empty logical database; the seventeenth test is given that of the first, emptied. */
    public static String fresh() {
        int database = Math.floorMod(GIVEN.getAndIncrement(), RedisServer.DATABASES);
        try (RedisConnection connection = server().connect(database)) {
            connection.call("FLUSHDB");
        }
        return server().uri(database);
    }
}
