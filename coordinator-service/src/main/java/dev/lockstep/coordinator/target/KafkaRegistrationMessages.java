package dev.lockstep.coordinator.target;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes registrations from the compacted topic of the targets, and sends those again that were deleted by mistake. */
final class KafkaRegistrationMessages {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaRegistrationMessages.class);
    // Longer than max.block.ms and delivery.timeout.ms, so that Kafka's own failure is the one that is reported.
    private static final Duration SEND_TIME = Duration.ofSeconds(15);
    /** The header of a tombstone of a forgotten target: the registration that it deletes. */
    private static final String FORGOTTEN = "lockstep_forgotten";

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Clock clock;

    KafkaRegistrationMessages(Supplier<Producer<byte[], byte[]>> producers, Clock clock) {
        this.producers = producers;
        this.clock = clock;
    }

    /** Deletes messages that are no longer needed. Does not wait. */
    void deleteObsolete(List<String> messageKeys) {
        messageKeys.forEach(key -> send(tombstone(key)));
    }

    /**
     * Deletes the registrations of a target that was forgotten, and waits for Kafka. A coordinator that reads the message
     * and has heard of the worker meanwhile sends the registration again.
     *
     * @throws ApiException if Kafka does not take all messages; it may have taken some
     */
    void forget(List<LatestRegistration> registrations) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            for (LatestRegistration registration : registrations) {
                ProducerRecord<byte[], byte[]> tombstone =
                        tombstone(registration.key().messageKey());
                byte[] deleted = LockstepJson.messages().writeValueAsBytes(registration.message(clock.instant()));
                tombstone.headers().add(FORGOTTEN, deleted);
                Future<RecordMetadata> message = producers.get().send(tombstone);
                // Without a connection each message waits; the first failure ends that.
                if (message.isDone()) {
                    message.get();
                }
                sent.add(message);
            }
            for (Future<RecordMetadata> message : sent) {
                message.get(SEND_TIME.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            ApiException refused = ApiException.of(
                    ProblemType.KAFKA_UNAVAILABLE,
                    "Kafka did not take the message that removes the target: %s".formatted(e.getMessage()));
            refused.initCause(e);
            throw refused;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }

    /** The registration that a tombstone of a forgotten target deletes; empty for other tombstones. */
    static Optional<byte[]> forgotten(ConsumerRecord<byte[], byte[]> tombstone) {
        return Optional.ofNullable(tombstone.headers().lastHeader(FORGOTTEN)).map(Header::value);
    }

    /** Sends a registration again. Does not wait. */
    void restore(RegistrationKey key, byte[] registration) {
        send(new ProducerRecord<>(Topics.TARGETS, bytes(key.messageKey()), registration));
    }

    private void send(ProducerRecord<byte[], byte[]> message) {
        Future<RecordMetadata> _ = producers.get().send(message, (_metadata, failure) -> log(message, failure));
    }

    private static ProducerRecord<byte[], byte[]> tombstone(String key) {
        return new ProducerRecord<>(Topics.TARGETS, bytes(key), null);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static void log(ProducerRecord<byte[], byte[]> message, @Nullable Exception failure) {
        if (failure != null) {
            LOG.atWarn()
                    .addKeyValue("key", new String(message.key(), StandardCharsets.UTF_8))
                    .setCause(failure)
                    .log(
                            message.value() == null
                                    ? "Could not delete an obsolete registration"
                                    : "Could not send a registration again; restart the worker that is in its key");
        }
    }
}
