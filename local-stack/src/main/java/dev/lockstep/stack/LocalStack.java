package dev.lockstep.stack;

import dev.lockstep.stack.process.Lifetime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * The four servers of one machine, in one directory. Either all four are up when {@link #start} returns, or none that it
 * started is left.
 */
public final class LocalStack {

    private final PostgresServer postgres;
    private final MongoServer mongo;
    private final RedisServer redis;
    private final KafkaServer kafka;

    private LocalStack(StackDirectory directory, StackPorts ports, Lifetime lifetime) {
        Making making = new Making(directory, ports, lifetime);
        this.postgres = new PostgresServer(making.process(new PostgresEngine()));
        this.mongo = MongoServer.local(making.process(new MongoEngine()));
        this.redis = new RedisServer(making.process(new RedisEngine("")), "");
        this.kafka = new KafkaServer(making.process(new KafkaEngine()));
    }

    private record Making(StackDirectory directory, StackPorts ports, Lifetime lifetime) {

        ServerProcess process(LocalEngine engine) {
            return new LocalServerProcess(engine, directory.home(engine.kind()), ports.of(engine.kind()), lifetime);
        }
    }

    /** Starts what is not running yet, all at once, to outlive this JVM. */
    public static LocalStack start(StackDirectory directory, StackPorts ports) {
        return start(directory, ports, Lifetime.DETACHED);
    }

    /** Starts what is not running yet, all at once. */
    public static LocalStack start(StackDirectory directory, StackPorts ports, Lifetime lifetime) {
        LocalStack stack = new LocalStack(directory, ports, lifetime);
        try {
            Files.createDirectories(directory.root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ports.write(directory.ports());
        StartsAtOnce.all(stack.servers());
        return stack;
    }

    /** The stack of this directory, if any of its servers runs. */
    public static Optional<LocalStack> attach(StackDirectory directory) {
        return StackPorts.lastOf(directory)
                .map(ports -> new LocalStack(directory, ports, Lifetime.DETACHED))
                .filter(found -> found.servers().stream().anyMatch(StackServer::isRunning));
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

    public List<StackServer> servers() {
        return List.of(postgres, mongo, redis, kafka);
    }

    /** Ends all four in order; their data stay. */
    public void stop() {
        StartsAtOnce.end(servers(), ServerProcess::stop);
    }
}
