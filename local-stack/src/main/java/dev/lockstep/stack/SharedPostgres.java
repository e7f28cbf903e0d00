package dev.lockstep.stack;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of a JVM; each test gets a database of its own. */
public final class SharedPostgres {

    private static final String PASSWORD = "secret";
    private static final AtomicInteger GIVEN = new AtomicInteger();
    private static final Map<String, PostgresDatabase> READERS = new ConcurrentHashMap<>();

    private SharedPostgres() {}

    private static final class Started {
        private static final PostgresServer SERVER = Servers.postgres();
    }

    public static PostgresServer server() {
        return Started.SERVER;
    }

    /** An empty database, owned by a user who is no administrator. */
    public static PostgresDatabase freshDatabase() {
        String name = "test_" + GIVEN.incrementAndGet();
        return server().createDatabase(name, name, PASSWORD);
    }

    /** The same database for a user who may only read it. */
    public static PostgresDatabase readOnly(PostgresDatabase database) {
        return READERS.computeIfAbsent(
                database.name(), name -> server().createReader(database, name + "_reader", PASSWORD));
    }
}
