package dev.lockstep.stack;

import java.util.function.IntPredicate;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Servers for tests from the official images, where Docker runs; Testcontainers removes them after the JVM. */
final class ContainerServers implements ServerProvider {

    private static final int POSTGRES_PORT = 5432;
    private static final int MONGO_PORT = 27017;
    private static final int REDIS_PORT = 6379;
    private static final int KAFKA_PORT = 9092;

    @Override
    public PostgresServer postgres() {
        PostgreSQLContainer container = new PostgreSQLContainer(DockerImageName.parse("postgres:18"))
                .withUsername(PostgresEngine.SUPERUSER)
                .withPassword(PostgresEngine.PASSWORD)
                .withDatabaseName(PostgresEngine.ADMIN_DATABASE);
        // Testcontainers switches fsync off by its own command line.
        container.setCommand("postgres", "-c", "max_connections=200", "-c", "timezone=UTC");
        return new PostgresServer(
                process(ServerKind.POSTGRES, container, POSTGRES_PORT, new PostgresEngine()::isReady));
    }

    @Override
    public MongoServer mongo() {
        MongoDBContainer container = new MongoDBContainer(DockerImageName.parse("mongo:8.0")).withReplicaSet();
        ServerProcess process = process(ServerKind.MONGO, container, MONGO_PORT, MongoPrimary::answers);
        // The replica set knows itself by a name that only the container can resolve.
        return new MongoServer(process, MongoUri.parse("mongodb://" + process.address() + "/?directConnection=true"));
    }

    @Override
    @SuppressWarnings("resource") // Testcontainers removes it after the JVM.
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
                process(ServerKind.REDIS, container, REDIS_PORT, new RedisEngine(password)::isReady), password);
    }

    @Override
    public KafkaServer kafka() {
        KafkaContainer container = new KafkaContainer(DockerImageName.parse("apache/kafka:4.2.2"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "1500")
                .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "300")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        return new KafkaServer(process(ServerKind.KAFKA, container, KAFKA_PORT, new KafkaEngine()::isReady));
    }

    private static ServerProcess process(
            ServerKind kind, GenericContainer<?> container, int innerPort, IntPredicate ready) {
        int port = FreePorts.next();
        return new ContainerServerProcess(kind, container, innerPort, port, () -> ready.test(port));
    }
}
