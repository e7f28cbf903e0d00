package dev.lockstep.system.process;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends each command and each report a second time while it is open. */
final class MessageDuplicator implements AutoCloseable {
    private static final String DUPLICATE_HEADER = "duplicate";
    private static final Duration POLL = Duration.ofMillis(50);
    private static final List<String> TOPICS = List.of(
            Topics.REPORTS,
            Topics.commandsOf(new TargetName(LockstepSystem.POSTGRES)),
            Topics.commandsOf(new TargetName(LockstepSystem.MONGO)),
            Topics.commandsOf(new TargetName(LockstepSystem.REDIS)));
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Queue<ConsumerRecord<byte[], byte[]>> received = new ConcurrentLinkedQueue<>();
    private final Queue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;

    private MessageDuplicator(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> consumer = consumerAtEnd(bootstrapServers);
        thread = Thread.ofPlatform().name("message-duplicator").start(() -> duplicateAll(consumer));
    }

    /** Duplicates all messages that are sent after this call returns. */
    static MessageDuplicator open(LockstepSystem system) {
        return new MessageDuplicator(system.kafka().bootstrapServers());
    }

    // The consumer has no group, because joining a group can take longer than a migration.
    private static KafkaConsumer<byte[], byte[]> consumerAtEnd(String bootstrapServers) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = TOPICS.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // The consumer looks up the end of a partition at the first call of position.
        partitions.forEach(consumer::position);
        return consumer;
    }

    private void duplicateAll(KafkaConsumer<byte[], byte[]> consumer) {
        try (consumer) {
            while (open.get()) {
                consumer.poll(POLL).forEach(this::duplicate);
            }
        }
    }

    private void duplicate(ConsumerRecord<byte[], byte[]> message) {
        if (message.headers().lastHeader(DUPLICATE_HEADER) == null) {
            received.add(message);
            resend(message);
        }
    }

    /** Sends a received message again. */
    void resend(ConsumerRecord<byte[], byte[]> message) {
        ProducerRecord<byte[], byte[]> copy = new ProducerRecord<>(
                message.topic(), message.partition(), message.key(), message.value(), message.headers());
        copy.headers().add(DUPLICATE_HEADER, new byte[] {1});
        sent.add(producer.send(copy));
    }

    /** The messages of a topic since this duplicator was opened, without duplicates. */
    List<ConsumerRecord<byte[], byte[]>> receivedFrom(String topic) {
        return received.stream()
                .filter(message -> topic.equals(message.topic()))
                .toList();
    }

    /** Waits until all duplicates are in their topics. */
    void flush() {
        producer.flush();
        if (sent.stream().anyMatch(message -> message.state() != Future.State.SUCCESS)) {
            throw new IllegalStateException("Kafka did not accept all duplicates");
        }
    }

    @Override
    public void close() {
        open.set(false);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
