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

/** Says everything twice: each command and each report that passes while it is open is produced once more. */
final class Echo implements AutoCloseable {
    private static final String MARK = "echo";
    private static final List<String> TOPICS = List.of(
            Topics.REPORTS,
            Topics.commandsOf(new TargetName(LockstepSystem.POSTGRES)),
            Topics.commandsOf(new TargetName(LockstepSystem.MONGO)),
            Topics.commandsOf(new TargetName(LockstepSystem.REDIS)));

    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Queue<ConsumerRecord<byte[], byte[]>> heard = new ConcurrentLinkedQueue<>();
    private final Queue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;

    private Echo(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> ear = ear(bootstrapServers);
        thread = Thread.ofPlatform().name("echo").start(() -> listen(ear));
    }

    /** Hears all that is said after this returns. */
    static Echo of(LockstepSystem system) {
        return new Echo(system.kafka().bootstrapServers());
    }

    // Without a group, whose joining could take longer than a migration.
    private static KafkaConsumer<byte[], byte[]> ear(String bootstrapServers) {
        KafkaConsumer<byte[], byte[]> ear = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = TOPICS.stream()
                .flatMap(topic -> ear.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        ear.assign(all);
        ear.seekToEnd(all);
        // The end is looked up when its position is first asked for.
        all.forEach(ear::position);
        return ear;
    }

    private void listen(KafkaConsumer<byte[], byte[]> ear) {
        try (ear) {
            while (open.get()) {
                ear.poll(Duration.ofMillis(50)).forEach(this::sayAgain);
            }
        }
    }

    private void sayAgain(ConsumerRecord<byte[], byte[]> message) {
        if (message.headers().lastHeader(MARK) == null) {
            heard.add(message);
            again(message);
        }
    }

    /** Produces a message once more, whenever it was first said. */
    void again(ConsumerRecord<byte[], byte[]> message) {
        ProducerRecord<byte[], byte[]> copy = new ProducerRecord<>(
                message.topic(), message.partition(), message.key(), message.value(), message.headers());
        copy.headers().add(MARK, new byte[] {1});
        sent.add(producer.send(copy));
    }

    /** What was said on a topic since this was opened. */
    List<ConsumerRecord<byte[], byte[]>> heardOn(String topic) {
        return heard.stream().filter(message -> topic.equals(message.topic())).toList();
    }

    /** Waits until what was said again is on its topic. */
    void flush() {
        producer.flush();
        if (sent.stream().anyMatch(message -> message.state() != Future.State.SUCCESS)) {
            throw new IllegalStateException("Kafka did not take everything that was said again");
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
