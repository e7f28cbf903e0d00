package dev.lockstep.testservers.provider;

import dev.lockstep.stack.kafka.KafkaProbe;
import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.stack.mongo.MongoUri;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.postgres.PostgresProbe;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.stack.redis.RedisProbe;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProcess;
import java.util.function.IntPredicate;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Creates servers from the official images. Testcontainers removes the containers when the JVM has ended. */
final class ContainerServers implements ServerProvider {

    private static final int POSTGRES_PORT = 5432;
    private static final int MONGO_PORT = 27017;
    private static final int REDIS_PORT = 6379;
    private static final int KAFKA_PORT = 9092;

    @Override
    public PostgresServer postgres() {
        PostgreSQLContainer container = new PostgreSQLContainer(DockerImageName.parse("postgres:18"))
                .withUsername(PostgresServer.SUPERUSER)
                .withPassword(PostgresServer.PASSWORD)
                .withDatabaseName(PostgresServer.ADMIN_DATABASE);
        // A killed container loses no commit without fsync, because its files are in the memory of the host.
        container.setCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200", "-c", "timezone=UTC");
        return new PostgresServer(process(ServerKind.POSTGRES, container, POSTGRES_PORT, PostgresProbe::isReady));
    }

    @Override
    public MongoServer mongo() {
        MongoDBContainer container = new MongoDBContainer(DockerImageName.parse("mongo:8.0")).withReplicaSet();
        ServerProcess process = process(ServerKind.MONGO, container, MONGO_PORT, MongoPrimaryProbe::isReady);
        // Without directConnection, the driver uses a host name of the replica set that only the container can resolve.
        return new MongoServer(process, MongoUri.parse("mongodb://" + process.address() + "/?directConnection=true"));
    }

    @Override
    @SuppressWarnings("resource") // Testcontainers removes the container when the JVM has ended.
    public RedisServer redis(String password) {
        GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse("redis:8")).withExposedPorts(REDIS_PORT);
        container.withCommand(
                "redis-server",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--requirepass",
                password);
        return new RedisServer(
                process(ServerKind.REDIS, container, REDIS_PORT, port -> RedisProbe.isReady(port, password)), password);
    }

    @Override
    public KafkaServer kafka() {
        KafkaContainer container = new KafkaContainer(DockerImageName.parse("apache/kafka:4.2.2"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "1500")
                .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "300")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        return new KafkaServer(process(ServerKind.KAFKA, container, KAFKA_PORT, KafkaProbe::isReady));
    }

    private static ServerProcess process(
            ServerKind kind, GenericContainer<?> container, int containerPort, IntPredicate isReady) {
        int port = FreePorts.next();
        return new ContainerServerProcess(kind, container, containerPort, port, () -> isReady.test(port));
    }
}
