package dev.lockstep.stack;

import java.util.concurrent.atomic.AtomicInteger;

/** One MongoDB, or what stands in for it, for all tests of a JVM; each test gets a database of its own. */
public final class SharedMongo {

    // A server of somebody else outlives this JVM, so names must not come again.
    private static final String PREFIX =
            "test_" + ProcessHandle.current().pid() + "_" + System.currentTimeMillis() + "_";
    private static final AtomicInteger GIVEN = new AtomicInteger();

    private SharedMongo() {}

    private static final class Started {
        private static final MongoServer SERVER = Servers.mongo();
        private static final MongoCapabilities CAPABILITIES = SERVER.capabilities();
    }

    public static MongoServer server() {
        return Started.SERVER;
    }

    /** What the server can do, asked once. */
    public static MongoCapabilities capabilities() {
        return Started.CAPABILITIES;
    }

    /** The connection string of an empty database, which it names. */
    public static String freshDatabase() {
        return server().uri(PREFIX + GIVEN.incrementAndGet());
    }
}
