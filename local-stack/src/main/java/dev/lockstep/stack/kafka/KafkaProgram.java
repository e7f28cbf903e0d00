package dev.lockstep.stack.kafka;

import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerJvm;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs one broker in KRaft mode. Its controller listens on the port after its own. */
final class KafkaProgram implements ServerProgram {

    private final String moreSettings;

    KafkaProgram(String moreSettings) {
        this.moreSettings = moreSettings;
    }

    @Override
    public ServerKind kind() {
        return ServerKind.KAFKA;
    }

    @Override
    public void prepare(ServerDirectory directory, int port) {
        directory.create();
        try {
            Files.writeString(properties(directory), configuration(directory, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String configuration(ServerDirectory directory, int port) {
        return settings(port, directory.data()) + moreSettings;
    }

    // After kill -9, the controller accepts the broker only when the session of the killed broker has expired. With a
    // short session timeout, such a restart takes 3 s instead of 12 s. An idle controller writes no records, no metrics
    // are reported over JMX, and there are two heartbeats per second instead of three: an idle broker uses 12 ms of CPU
    // time per second instead of 18 ms.
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
                broker.heartbeat.interval.ms=500
                metadata.max.idle.interval.ms=0
                metric.reporters=
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

    private static Path properties(ServerDirectory directory) {
        return directory.path().resolve("server.properties");
    }

    @Override
    public List<String> command(ServerDirectory directory, int port) {
        return ServerJvm.command(
                KafkaServerMain.class, "256m", properties(directory).toString());
    }

    @Override
    public boolean isReady(int port) {
        return KafkaProbe.isReady(port);
    }

    @Override
    public Signal stopSignal() {
        return Signal.TERM;
    }
}
