package dev.lockstep.testservers.provider;

import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.stack.redis.RedisServer;

/** Creates servers. Each call returns a new server that is not started yet. */
public interface ServerProvider {

    /** The provider for the mode that is configured for this JVM. */
    static ServerProvider configured() {
        return switch (ServerMode.configured()) {
            case LOCAL -> new LocalServers();
            case CONTAINERS -> new ContainerServers();
        };
    }

    PostgresServer postgres();

    MongoServer mongo();

    RedisServer redis(String password);

    KafkaServer kafka();
}
