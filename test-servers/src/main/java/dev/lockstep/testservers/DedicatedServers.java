package dev.lockstep.testservers;

import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.stack.server.Server;
import dev.lockstep.stack.server.ServerStartFailed;
import dev.lockstep.testservers.provider.ExternalMongo;
import dev.lockstep.testservers.provider.ServerProvider;
import java.util.function.Supplier;

/** Starts servers for tests that kill, stop or configure their server. All other tests use the shared servers. */
public final class DedicatedServers {

    private static final int MAX_ATTEMPTS = 3;

    private DedicatedServers() {}

    private static final class Configured {
        private static final ServerProvider PROVIDER = ServerProvider.configured();
    }

    public static PostgresServer postgres() {
        return start(Configured.PROVIDER::postgres);
    }

    /** Returns the external server of {@code LOCKSTEP_TEST_MONGO_URI} if that is set. */
    public static MongoServer mongo() {
        return ExternalMongo.configured().orElseGet(() -> start(Configured.PROVIDER::mongo));
    }

    public static RedisServer redis() {
        return redis("");
    }

    public static RedisServer redis(String password) {
        return start(() -> Configured.PROVIDER.redis(password));
    }

    public static KafkaServer kafka() {
        return start(Configured.PROVIDER::kafka);
    }

    // Another JVM may take a port after this JVM has found it free, so each attempt uses other ports.
    private static <S extends Server> S start(Supplier<S> factory) {
        for (int attempt = 1; ; attempt++) {
            S server = factory.get();
            try {
                server.start();
                return server;
            } catch (ServerStartFailed e) {
                if (attempt == MAX_ATTEMPTS || !e.isPortInUse()) {
                    throw e;
                }
            }
        }
    }
}
