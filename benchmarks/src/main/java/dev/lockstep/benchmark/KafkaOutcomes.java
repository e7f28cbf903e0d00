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

/** How each migration ended, as a subscriber hears it: asking the coordinator over and over would be load of its own. */
final class KafkaOutcomes implements AutoCloseable {

    private static final String PREFIX = "dev.lockstep.migration.";
    private static final Set<String> OUTCOMES =
            Set.of("completed", "rolled-back", "needs-operator", "rejected", "cancelled", "closed-by-operator");
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Map<String, CompletableFuture<String>> outcomes = new ConcurrentHashMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread listener;

    private KafkaOutcomes(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.listener = Thread.ofPlatform().name("outcomes").daemon().start(this::listen);
    }

    static KafkaOutcomes of(String bootstrapServers) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "fetch.max.wait.ms", 100),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.MIGRATIONS).stream()
                .map(part -> new TopicPartition(part.topic(), part.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return new KafkaOutcomes(consumer);
    }

    /** Waits for the outcome and demands that it is {@code completed}; returns when it was heard, by nano time. */
    long awaitCompleted(String migration) {
        String outcome = outcome(migration).orTimeout(2, TimeUnit.MINUTES).join();
        long heard = System.nanoTime();
        outcomes.remove(migration);
        if (!outcome.equals("completed")) {
            throw new IllegalStateException("migration " + migration + " ended " + outcome);
        }
        return heard;
    }

    private CompletableFuture<String> outcome(String migration) {
        return outcomes.computeIfAbsent(migration, _id -> new CompletableFuture<>());
    }

    private void listen() {
        try (consumer) {
            while (!Thread.currentThread().isInterrupted()) {
                consumer.poll(POLL).forEach(this::hear);
            }
        } catch (WakeupException ignored) {
            // Nobody listens any more.
        }
    }

    private void hear(ConsumerRecord<byte[], byte[]> event) {
        String type = header(event, "ce_type").substring(PREFIX.length());
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
            listener.join(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
