package dev.lockstep.stack;

import dev.lockstep.stack.child.KafkaServerMain;
import dev.lockstep.stack.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One Kafka broker in KRaft mode, its own controller on the next port. */
final class KafkaEngine implements LocalEngine {

    @Override
    public ServerKind kind() {
        return ServerKind.KAFKA;
    }

    @Override
    public int ports() {
        return 2;
    }

    @Override
    public void prepare(ServerHome home, int port) {
        home.create();
        try {
            Files.writeString(properties(home), settings(port, home.data()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The short session makes a restart after kill -9 take 3 s instead of 12: the old registration must expire first.
    private static String settings(int port, Path data) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                auto.create.topics.enable=false
                broker.session.timeout.ms=1500
                broker.heartbeat.interval.ms=300
                group.initial.rebalance.delay.ms=0
                offsets.topic.num.partitions=4
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                default.replication.factor=1
                min.insync.replicas=1
                num.network.threads=2
                num.io.threads=4
                num.recovery.threads.per.data.dir=2
                log.cleaner.threads=1
                log.cleaner.dedupe.buffer.size=16777216
                """
                .formatted(port, port + 1, data);
    }

    private static Path properties(ServerHome home) {
        return home.directory().resolve("server.properties");
    }

    @Override
    public List<String> command(ServerHome home, int port) {
        return ChildJvm.command(KafkaServerMain.class, "256m", properties(home).toString());
    }

    @Override
    public boolean isReady(int port) {
        return Probe.accepts(port) && KafkaProbe.hasBroker(ServerAddress.loopback(port));
    }

    @Override
    public Signal gently() {
        return Signal.TERM;
    }
}
