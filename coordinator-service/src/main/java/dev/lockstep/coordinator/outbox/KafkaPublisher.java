package dev.lockstep.coordinator.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Publishes rows to Kafka: all commands at the same time, and the public events of a migration one after the other,
 * each after Kafka has stored the previous one. Subscribers can therefore ignore repeated sequence numbers without a
 * loss.
 */
public final class KafkaPublisher implements Publisher {
    // A pass asks Kafka and starts sends for at most 8 s. The last send blocks for at most 3 s (max.block.ms), and its
    // answer takes at most 8 s (delivery.timeout.ms). PostgreSQL ends a transaction that is idle for 20 s.
    static final Duration SEND_TIME = Duration.ofSeconds(8);
    static final Duration PASS_TIME = Duration.ofSeconds(19);
    private static final Set<Class<? extends KafkaException>> PERMANENT = Set.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            InvalidTopicException.class,
            SerializationException.class,
            TopicAuthorizationException.class);
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Admin admin;
    private final Consumer<String> onMissingTopic;

    /**
     * @param producers returns the producer to use
     * @param onMissingTopic called with a topic that does not exist
     */
    public KafkaPublisher(Supplier<Producer<byte[], byte[]>> producers, Admin admin, Consumer<String> onMissingTopic) {
        this.producers = producers;
        this.admin = admin;
        this.onMissingTopic = onMissingTopic;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Rows whose topic or partition is unavailable are deferred without an attempt, so that they delay no other row.
     */
    @Override
    public SequencedMap<OutboxRow, PublishResult> publish(List<OutboxRow> rows) {
        SequencedMap<OutboxRow, PublishResult> results = new LinkedHashMap<>();
        rows.forEach(row -> results.put(row, new PublishResult.Deferred("not sent within the time limit")));
        Deadlines deadlines = Deadlines.from(System.nanoTime());
        Set<String> topics = rows.stream().map(OutboxRow::topic).collect(Collectors.toSet());
        KafkaAvailability availability = KafkaAvailability.ask(admin, topics);
        availability.missing().forEach(onMissingTopic);
        List<OutboxRow> remaining = rows;
        while (!remaining.isEmpty() && deadlines.isSendTime()) {
            PublishBatch batch = PublishBatch.of(remaining);
            List<OutboxRow> sendable = batch.ready().stream()
                    .filter(row -> isAvailable(row, availability, results))
                    .toList();
            send(sendable, deadlines, results);
            remaining = batch.next(row -> results.get(row) instanceof PublishResult.Deferred);
        }
        return results;
    }

    private static boolean isAvailable(
            OutboxRow row, KafkaAvailability availability, Map<OutboxRow, PublishResult> results) {
        Optional<String> refusal = availability.refusal(row.topic(), keyOf(row.message()));
        refusal.ifPresent(reason -> results.put(row, new PublishResult.Deferred(reason)));
        return refusal.isEmpty();
    }

    /** The times of the monotonic clock until which a pass starts sends and waits for answers. */
    private record Deadlines(long send, long answer) {
        static Deadlines from(long start) {
            return new Deadlines(start + SEND_TIME.toNanos(), start + PASS_TIME.toNanos());
        }

        boolean isSendTime() {
            return send - System.nanoTime() > 0;
        }

        long untilAnswer() {
            return Math.max(0, answer - System.nanoTime());
        }
    }

    private void send(List<OutboxRow> rows, Deadlines deadlines, Map<OutboxRow, PublishResult> results) {
        Map<OutboxRow, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        for (OutboxRow row : rows) {
            // A topic that became unavailable after the question blocks the producer.
            if (deadlines.isSendTime()) {
                sent.put(row, producers.get().send(recordOf(row.message())));
            }
        }
        sent.forEach((row, future) -> results.put(row, resultOf(future, deadlines)));
    }

    /** Starts to send one message. */
    public CompletionStage<PublishResult> send(OutboxMessage message) {
        return send(recordOf(message));
    }

    /** Starts to send one message; may block while Kafka does not answer. */
    public CompletionStage<PublishResult> send(KeyedMessage message) {
        return send(new ProducerRecord<>(
                message.topic(),
                message.key().getBytes(StandardCharsets.UTF_8),
                message.payload().getBytes(StandardCharsets.UTF_8)));
    }

    private CompletionStage<PublishResult> send(ProducerRecord<byte[], byte[]> message) {
        CompletableFuture<PublishResult> result = new CompletableFuture<>();
        Future<RecordMetadata> _ = producers
                .get()
                .send(
                        message,
                        (_metadata, failure) ->
                                result.complete(failure == null ? new PublishResult.Published() : resultOf(failure)));
        return result;
    }

    private static ProducerRecord<byte[], byte[]> recordOf(OutboxMessage message) {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                message.topic(), keyOf(message), message.payload().getBytes(StandardCharsets.UTF_8));
        message.headers().forEach((name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return sent;
    }

    private static byte[] keyOf(OutboxMessage message) {
        return message.migration().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static PublishResult resultOf(Future<RecordMetadata> future, Deadlines deadlines) {
        try {
            // The producer fails a message earlier; this timeout applies if the producer hangs.
            future.get(deadlines.untilAnswer(), TimeUnit.NANOSECONDS);
            return new PublishResult.Published();
        } catch (ExecutionException e) {
            return resultOf(e.getCause() == null ? e : e.getCause());
        } catch (java.util.concurrent.TimeoutException _e) {
            return new PublishResult.Deferred("Kafka did not answer within %d s".formatted(PASS_TIME.toSeconds()));
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
            return new PublishResult.Deferred("the coordinator is stopping");
        }
    }

    private static PublishResult resultOf(Throwable cause) {
        String reason = "%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage());
        return PERMANENT.stream().anyMatch(type -> type.isInstance(cause))
                ? new PublishResult.Rejected(reason)
                : new PublishResult.Deferred(reason);
    }
}
