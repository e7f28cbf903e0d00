package dev.lockstep.stack;

import dev.lockstep.stack.process.Lifetime;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Servers for tests as child processes, each with a directory and ports of its own, all ending with this JVM. */
final class LocalServers implements ServerProvider {

    private final AtomicInteger made = new AtomicInteger();

    @Override
    public PostgresServer postgres() {
        return new PostgresServer(process(new PostgresEngine()));
    }

    @Override
    public MongoServer mongo() {
        return MongoServer.local(process(new MongoEngine()));
    }

    @Override
    public RedisServer redis(String password) {
        return new RedisServer(process(new RedisEngine(password)), password);
    }

    @Override
    public KafkaServer kafka() {
        return new KafkaServer(process(new KafkaEngine()));
    }

    private ServerProcess process(LocalEngine engine) {
        Path home = TestDirectory.ofThisJvm().resolve(engine.kind().label() + "-" + made.incrementAndGet());
        int port = FreePorts.nextRun(engine.ports());
        return new LocalServerProcess(engine, new ServerHome(home), port, Lifetime.WITH_LAUNCHER);
    }
}
