package dev.lockstep.testservers.provider;

import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.postgres.Durability;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerKind;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates servers as child processes of this JVM, each with its own directory and ports. */
final class LocalServers implements ServerProvider {

    private final AtomicInteger created = new AtomicInteger();

    @Override
    public PostgresServer postgres() {
        return PostgresServer.local(
                newDirectory(ServerKind.POSTGRES),
                FreePorts.next(),
                ProcessLifetime.WITH_PARENT,
                Durability.PROCESS_CRASH);
    }

    @Override
    public MongoServer mongo() {
        return MongoServer.local(newDirectory(ServerKind.MONGO), FreePorts.next(), ProcessLifetime.WITH_PARENT);
    }

    @Override
    public RedisServer redis(String password) {
        return RedisServer.local(
                newDirectory(ServerKind.REDIS), FreePorts.next(), password, ProcessLifetime.WITH_PARENT);
    }

    @Override
    public KafkaServer kafka() {
        int port = FreePorts.nextRange(KafkaServer.PORTS);
        return KafkaServer.local(newDirectory(ServerKind.KAFKA), port, ProcessLifetime.WITH_PARENT);
    }

    private ServerDirectory newDirectory(ServerKind kind) {
        return new ServerDirectory(TestDirectory.ofThisJvm().resolve(kind.label() + "-" + created.incrementAndGet()));
    }
}
