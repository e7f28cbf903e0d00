package dev.lockstep.worker.service;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.contract.protocol.WorkerHeartbeat;
import dev.lockstep.testservers.SharedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends commands and reads reports in place of the coordinator. */
final class TestCoordinator implements AutoCloseable {
    private static final Map<String, Object> BROKER = Map.of("bootstrap.servers", SharedKafka.bootstrapServers());

    private final Admin admin = Admin.create(BROKER);
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(BROKER, new ByteArraySerializer(), new ByteArraySerializer());

    void create(String... topics) throws InterruptedException, ExecutionException {
        for (String topic : topics) {
            try {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            } catch (ExecutionException thrown) {
                if (!(thrown.getCause() instanceof TopicExistsException)) {
                    throw thrown;
                }
            }
        }
    }

    void send(Command command) throws InterruptedException, ExecutionException {
        send(command.header().target(), LockstepJson.messages().writeValueAsBytes(command));
    }

    void send(TargetName target, byte @Nullable [] message) throws InterruptedException, ExecutionException {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(Topics.commandsOf(target), message);
        sent.headers()
                .add(
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(StandardCharsets.UTF_8));
        producer.send(sent).get();
    }

    void send(Command command, long times) throws InterruptedException, ExecutionException {
        byte[] message = LockstepJson.messages().writeValueAsBytes(command);
        String topic = Topics.commandsOf(command.header().target());
        List<Future<RecordMetadata>> sent = Stream.generate(() -> producer.send(new ProducerRecord<>(topic, message)))
                .limit(times)
                .toList();
        for (Future<RecordMetadata> result : sent) {
            result.get();
        }
    }

    /** Removes the worker from its consumer group, like a broker after a session time-out. */
    void removeConsumers() throws InterruptedException, ExecutionException {
        admin.removeMembersFromConsumerGroup(InMemoryWorker.GROUP, new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get();
    }

    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(BROKER, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            while (consumer.position(partition) < end) {
                found.addAll(consumer.poll(Duration.ofMillis(100)).records(partition));
            }
            return found;
        }
    }

    /** Returns all reports on a migration except heartbeats. */
    List<Report> reports(MigrationId migration) {
        return allReports(migration)
                .filter(report -> !(report instanceof Report.Heartbeat))
                .toList();
    }

    Stream<Report> allReports(MigrationId migration) {
        return records(Topics.REPORTS).stream()
                .map(message -> LockstepJson.messages().readValue(message.value(), Report.class))
                .filter(report -> report.header().migration().equals(migration));
    }

    /** Returns the last registration of the target. */
    TargetRegistration registration(TargetName target) {
        return registrations(target)
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("no registration of " + target));
    }

    Stream<TargetRegistration> registrations(TargetName target) {
        return targetMessages(key -> key.startsWith(target + "/"))
                .map(message -> LockstepJson.messages().readValue(message, TargetRegistration.class));
    }

    Stream<WorkerHeartbeat> heartbeats(String worker) {
        return targetMessages(worker::equals)
                .map(message -> LockstepJson.messages().readValue(message, WorkerHeartbeat.class));
    }

    private Stream<byte[]> targetMessages(Predicate<String> key) {
        return records(Topics.TARGETS).stream()
                .filter(message -> key.test(new String(message.key(), StandardCharsets.UTF_8)))
                .map(ConsumerRecord::value);
    }

    /** Deletes a topic and creates it again, without its messages. */
    void recreate(String topic) throws InterruptedException, ExecutionException {
        admin.deleteTopics(List.of(topic)).all().get();
        create(topic);
    }

    /** Returns the committed offset of the target's command topic, or null if there is none. */
    @Nullable Long committedOffset(TargetName target) throws InterruptedException, ExecutionException {
        String topic = Topics.commandsOf(target);
        var offset = admin.listConsumerGroupOffsets(InMemoryWorker.GROUP)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(topic, 0));
        return offset == null ? null : offset.offset();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
