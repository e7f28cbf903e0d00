package dev.lockstep.testservers;

import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.postgres.PostgresServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests of a JVM. Each test gets a new database. */
public final class SharedPostgres {

    private static final String PASSWORD = "secret";
    private static final AtomicInteger CREATED = new AtomicInteger();
    private static final Map<String, PostgresDatabase> READERS = new ConcurrentHashMap<>();

    private SharedPostgres() {}

    private static final class Started {
        private static final PostgresServer SERVER = DedicatedServers.postgres();
    }

    public static PostgresServer server() {
        return Started.SERVER;
    }

    /** Creates an empty database. Its owner is not an administrator. */
    public static PostgresDatabase freshDatabase() {
        String name = "test_" + CREATED.incrementAndGet();
        return server().createDatabase(name, name, PASSWORD);
    }

    /** Returns the same database for a user who may only read it. */
    public static PostgresDatabase readOnly(PostgresDatabase database) {
        return READERS.computeIfAbsent(
                database.name(), name -> server().createReader(database, name + "_reader", PASSWORD));
    }
}
