package dev.lockstep.coordinator.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
 * Sends rows to Kafka in waves: all that depend on nothing at once, and of each migration's public events the next one
 * only when Kafka has the one before, so that a subscriber can drop what it has seen and miss nothing.
 */
public final class KafkaDispatchPublisher implements Publisher {
    private static final Duration WHOLE_BATCH = Duration.ofSeconds(12);
    private static final Set<Class<? extends KafkaException>> FOR_GOOD = Set.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            InvalidTopicException.class,
            SerializationException.class,
            TopicAuthorizationException.class);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Consumer<String> topicMissing;

    /**
     * Sends with the producer of the moment.
     *
     * @param producers the producer to use now
     * @param topicMissing told of a topic that Kafka does not know, or cannot be asked about
     */
    public KafkaDispatchPublisher(Supplier<Producer<byte[], byte[]>> producers, Consumer<String> topicMissing) {
        this.producers = producers;
        this.topicMissing = topicMissing;
    }

    @Override
    public SequencedMap<OutboxRow, Sending> publish(List<OutboxRow> rows) {
        SequencedMap<OutboxRow, Sending> outcomes = new LinkedHashMap<>();
        rows.forEach(row -> outcomes.put(row, new Sending.Later("not reached")));
        long end = System.nanoTime() + WHOLE_BATCH.toNanos();
        List<OutboxRow> rest = rows;
        while (!rest.isEmpty() && System.nanoTime() < end) {
            Wave wave = Wave.first(rest);
            send(wave.now(), outcomes);
            rest = wave.after(row -> outcomes.get(row) instanceof Sending.Later);
        }
        return outcomes;
    }

    private void send(List<OutboxRow> rows, Map<OutboxRow, Sending> outcomes) {
        Map<OutboxRow, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        Set<String> unreachable = new HashSet<>();
        for (OutboxRow row : rows) {
            if (unreachable.contains(row.topic()) || unreachable.size() > 1) {
                continue;
            }
            Future<RecordMetadata> future = producers.get().send(recordOf(row));
            sent.put(row, future);
            if (future.isDone() && outcome(future) instanceof Sending.Later) {
                unreachable.add(row.topic());
                topicMissing.accept(row.topic());
            }
        }
        sent.forEach((row, future) -> outcomes.put(row, outcome(future)));
    }

    private static ProducerRecord<byte[], byte[]> recordOf(OutboxRow row) {
        byte[] key = row.migration().toString().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> sending =
                new ProducerRecord<>(row.topic(), key, row.payload().getBytes(StandardCharsets.UTF_8));
        row.headers().forEach((name, value) -> sending.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return sending;
    }

    private static Sending outcome(Future<RecordMetadata> future) {
        try {
            // The producer's own delivery timeout is shorter: this one only keeps a broken client from holding us.
            future.get(WHOLE_BATCH.toMillis(), TimeUnit.MILLISECONDS);
            return new Sending.Published();
        } catch (ExecutionException e) {
            return outcome(e.getCause() == null ? e : e.getCause());
        } catch (java.util.concurrent.TimeoutException _e) {
            return new Sending.Later("no answer");
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
            return new Sending.Later("interrupted");
        }
    }

    private static Sending outcome(Throwable cause) {
        String reason = "%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage());
        return FOR_GOOD.stream().anyMatch(type -> type.isInstance(cause))
                ? new Sending.RefusedForGood(reason)
                : new Sending.Later(reason);
    }
}
