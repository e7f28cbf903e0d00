package dev.lockstep.benchmark;

import dev.lockstep.contract.protocol.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Waits for outcome events of migrations in Kafka. Polling the coordinator instead would change the measurements. */
final class KafkaOutcomeListener implements AutoCloseable {

    private static final String TYPE_PREFIX = "dev.lockstep.migration.";
    private static final Set<String> OUTCOMES =
            Set.of("completed", "rolled-back", "needs-operator", "rejected", "cancelled", "closed-by-operator");
    private static final Duration POLL_LIMIT = Duration.ofSeconds(1);

    private final Map<String, CompletableFuture<String>> outcomes = new ConcurrentHashMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;

    private KafkaOutcomeListener(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().name("outcome-listener").daemon().start(this::consume);
    }

    static KafkaOutcomeListener start(String bootstrapServers) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "fetch.max.wait.ms", 100),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.MIGRATIONS).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return new KafkaOutcomeListener(consumer);
    }

    /**
     * Waits for the next outcome event of a migration.
     *
     * @return the {@link System#nanoTime} at which the event arrived
     * @throws IllegalStateException if the outcome is not the expected one
     */
    long await(String migration, String expected) {
        String outcome = outcome(migration).orTimeout(10, TimeUnit.MINUTES).join();
        long arrivedNanos = System.nanoTime();
        outcomes.remove(migration);
        if (!outcome.equals(expected)) {
            throw new IllegalStateException(
                    "outcome of migration %s is %s, expected %s".formatted(migration, outcome, expected));
        }
        return arrivedNanos;
    }

    private CompletableFuture<String> outcome(String migration) {
        return outcomes.computeIfAbsent(migration, _id -> new CompletableFuture<>());
    }

    private void consume() {
        try (consumer) {
            while (!Thread.currentThread().isInterrupted()) {
                consumer.poll(POLL_LIMIT).forEach(this::onEvent);
            }
        } catch (WakeupException ignored) {
            // close() was called.
        }
    }

    private void onEvent(ConsumerRecord<byte[], byte[]> event) {
        String type = header(event, "ce_type").substring(TYPE_PREFIX.length());
        if (OUTCOMES.contains(type)) {
            outcome(header(event, "ce_subject")).complete(type);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(POLL_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
