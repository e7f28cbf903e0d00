package dev.lockstep.stack.local;

import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.stack.postgres.Durability;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.stack.server.Server;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The four local servers of one directory. A start that fails stops all servers that it started. */
public final class LocalStack {

    private final PostgresServer postgres;
    private final MongoServer mongo;
    private final RedisServer redis;
    private final KafkaServer kafka;

    private LocalStack(StackDirectory directory, StackPorts ports, ProcessLifetime lifetime) {
        this.postgres = PostgresServer.local(
                directory.server(ServerKind.POSTGRES),
                ports.of(ServerKind.POSTGRES),
                lifetime,
                Durability.MACHINE_CRASH);
        this.mongo = MongoServer.local(directory.server(ServerKind.MONGO), ports.of(ServerKind.MONGO), lifetime);
        this.redis = RedisServer.local(directory.server(ServerKind.REDIS), ports.of(ServerKind.REDIS), "", lifetime);
        this.kafka = KafkaServer.local(directory.server(ServerKind.KAFKA), ports.of(ServerKind.KAFKA), lifetime);
    }

    /** Starts the servers that are not running, in parallel. They keep running after this JVM. */
    public static LocalStack start(StackDirectory directory, StackPorts ports) {
        return start(directory, ports, ProcessLifetime.DETACHED);
    }

    /** Starts the servers that are not running, in parallel. */
    public static LocalStack start(StackDirectory directory, StackPorts ports, ProcessLifetime lifetime) {
        return start(directory, ports, lifetime, notice -> {});
    }

    /**
     * Starts the servers that are not running, in parallel. Restarts those that were started with other settings or do
     * not answer.
     *
     * @param notices receives a sentence for each server that is restarted or had ended
     */
    public static LocalStack start(
            StackDirectory directory, StackPorts ports, ProcessLifetime lifetime, Consumer<String> notices) {
        LocalStack stack = new LocalStack(directory, ports, lifetime);
        try {
            Files.createDirectories(directory.root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ParallelServers.forEach(stack.servers(), server -> stopIfNotAsWanted(server, notices));
        ports.write(directory.ports());
        ParallelServers.startAll(stack.servers());
        return stack;
    }

    private static void stopIfNotAsWanted(ServerProcess server, Consumer<String> notices) {
        server.startReason().ifPresent(reason -> {
            notices.accept(
                    "%s: starting it again, because %s".formatted(server.kind().label(), reason));
            server.stop();
        });
    }

    /** Finds the stack of a directory. Returns empty if none of its servers is running. */
    public static Optional<LocalStack> find(StackDirectory directory) {
        return StackPorts.lastUsed(directory)
                .map(ports -> new LocalStack(directory, ports, ProcessLifetime.DETACHED))
                .filter(found -> found.servers().stream().anyMatch(Server::isRunning));
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public MongoServer mongo() {
        return mongo;
    }

    public RedisServer redis() {
        return redis;
    }

    public KafkaServer kafka() {
        return kafka;
    }

    public List<Server> servers() {
        return List.of(postgres, mongo, redis, kafka);
    }

    /** Stops all four servers. Their data is kept. */
    public void stop() {
        ParallelServers.forEach(servers(), ServerProcess::stop);
    }
}
