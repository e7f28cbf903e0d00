package dev.lockstep.testservers;

import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.testservers.capability.MongoCapabilities;
import java.util.concurrent.atomic.AtomicInteger;

/** One MongoDB server for all tests of a JVM. Each test gets a new database. */
public final class SharedMongo {

    // An external server keeps databases of earlier JVMs, so names must be unique across JVMs.
    private static final String PREFIX =
            "test_" + ProcessHandle.current().pid() + "_" + System.currentTimeMillis() + "_";
    private static final AtomicInteger CREATED = new AtomicInteger();

    private SharedMongo() {}

    private static final class Started {
        private static final MongoServer SERVER = DedicatedServers.mongo();
        private static final MongoCapabilities CAPABILITIES = MongoCapabilities.of(SERVER);
    }

    public static MongoServer server() {
        return Started.SERVER;
    }

    /** The capabilities of the server. They are tested once per JVM. */
    public static MongoCapabilities capabilities() {
        return Started.CAPABILITIES;
    }

    /** Returns the connection string of a new, empty database. */
    public static String freshDatabase() {
        return server().uri(PREFIX + CREATED.incrementAndGet());
    }
}
