package dev.lockstep.stack;

import java.util.function.Supplier;

/** Servers for tests that want one of their own, to kill or to stop; for all others there is {@code Shared*}. */
public final class Servers {

    private static final int ATTEMPTS = 3;

    private Servers() {}

    private static final class Chosen {
        private static final ServerProvider PROVIDER =
                switch (StackMode.chosen()) {
                    case LOCAL -> new LocalServers();
                    case CONTAINERS -> new ContainerServers();
                };
    }

    public static PostgresServer postgres() {
        return started(Chosen.PROVIDER::postgres);
    }

    /** The server named by {@code LOCKSTEP_TEST_MONGO_URI}, if there is one; else one of our own. */
    public static MongoServer mongo() {
        return ExternalMongo.named().orElseGet(() -> started(Chosen.PROVIDER::mongo));
    }

    public static RedisServer redis() {
        return redis("");
    }

    public static RedisServer redis(String password) {
        return started(() -> Chosen.PROVIDER.redis(password));
    }

    public static KafkaServer kafka() {
        return started(Chosen.PROVIDER::kafka);
    }

    // Another JVM may take a port between our looking and our listening: another server has other ports.
    private static <S extends StackServer> S started(Supplier<S> making) {
        for (int attempt = 1; ; attempt++) {
            S server = making.get();
            try {
                server.start();
                return server;
            } catch (ServerStartFailed e) {
                if (attempt == ATTEMPTS || !e.isAboutThePort()) {
                    throw e;
                }
            }
        }
    }
}
