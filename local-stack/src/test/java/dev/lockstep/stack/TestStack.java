package dev.lockstep.stack;

import dev.lockstep.stack.files.DirectoryTree;
import dev.lockstep.stack.local.LocalStack;
import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.local.StackPorts;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.redis.RedisServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.Jedis;

/** One local stack for all tests of a JVM. Each test gets a new database. */
public final class TestStack {

    private static final AtomicInteger CREATED = new AtomicInteger();

    private TestStack() {}

    private static final class Started {
        private static final LocalStack STACK = start();
    }

    private static LocalStack start() {
        Path directory = Path.of("target", "test-stack");
        DirectoryTree.delete(directory);
        return LocalStack.start(new StackDirectory(directory), StackPorts.free(), ProcessLifetime.WITH_PARENT);
    }

    public static PostgresDatabase freshPostgres() {
        String name = "test_" + CREATED.incrementAndGet();
        return Started.STACK.postgres().createDatabase(name, name, "secret");
    }

    public static String freshMongo() {
        return Started.STACK.mongo().uri("test_" + CREATED.incrementAndGet());
    }

    public static URI freshRedis() {
        int database = Math.floorMod(CREATED.incrementAndGet(), RedisServer.DATABASES);
        try (Jedis redis = Started.STACK.redis().connect(database)) {
            redis.flushDB();
        }
        return URI.create(Started.STACK.redis().uri(database));
    }
}
