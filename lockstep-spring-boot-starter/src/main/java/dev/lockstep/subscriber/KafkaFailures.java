package dev.lockstep.subscriber;

import dev.lockstep.subscriber.SequenceStore.Change;
import dev.lockstep.subscriber.SubscriberProperties.FailurePolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.ConsumerRecordRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/** Decides what happens to a record after its last attempt. A record is never skipped without a trace. */
final class KafkaFailures implements ConsumerRecordRecoverer {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaFailures.class);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);
    private static final Duration SEND_LIMIT = Duration.ofSeconds(30);

    private final KafkaOperations<byte[], byte[]> kafka;
    private final SequenceStore store;
    private final SubscriberMetrics metrics;
    private final SubscriberProperties settings;

    KafkaFailures(
            KafkaOperations<byte[], byte[]> kafka,
            SequenceStore store,
            SubscriberMetrics metrics,
            SubscriberProperties settings) {
        this.kafka = kafka;
        this.store = store;
        this.metrics = metrics;
        this.settings = settings;
    }

    DefaultErrorHandler errorHandler() {
        DefaultErrorHandler handler = new DefaultErrorHandler(this);
        handler.addNotRetryableExceptions(UnreadableEvent.class);
        handler.setBackOffFunction((source, failure) -> backOff(failure));
        return handler;
    }

    /** An outage of the database or of Kafka costs no attempt: only failures of listeners are counted. */
    private BackOff backOff(Exception failure) {
        if (find(ListenerFailed.class, failure) == null) {
            return new FixedBackOff(settings.backoff().toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS);
        }
        ExponentialBackOff backOff = new ExponentialBackOff(settings.backoff().toMillis(), 2);
        backOff.setMaxInterval(MAX_BACKOFF.toMillis());
        backOff.setMaxAttempts(settings.attempts() - 1);
        return backOff;
    }

    @Override
    public void accept(ConsumerRecord<?, ?> source, Exception failure) {
        ListenerFailed failed = find(ListenerFailed.class, failure);
        if (failed == null) {
            UnreadableEvent unreadable = find(UnreadableEvent.class, failure);
            sendUnreadable(source, unreadable == null ? failure : unreadable);
            return;
        }
        KafkaEvent event = failed.event();
        Outcome outcome = store.update(event.migration(), position -> giveUp(position, event, failed));
        metrics.event(event, outcome);
        LOG.atError()
                .addKeyValue("migration", event.migration())
                .addKeyValue("sequence", event.sequence())
                .addKeyValue("outcome", outcome)
                .setCause(failed)
                .log("A listener has failed at all attempts");
        if (event.source().offset() != source.offset() || event.source().partition() != source.partition()) {
            // The failed event was read again for a gap before this record, which has yet to be delivered.
            throw new KafkaException("%s was handled; the record after it is delivered again".formatted(event));
        }
    }

    private Change giveUp(Position position, KafkaEvent event, ListenerFailed failed) {
        if (settings.onFailure() == FailurePolicy.STOP) {
            return new Change(position.withStopped(true), Outcome.STOPPED);
        }
        if (event.sequence() <= position.last()) {
            return new Change(position, Outcome.DUPLICATE);
        }
        send(event.source().key(), event.source().value(), event.source(), failed);
        return new Change(position.at(event.sequence(), event.isOutcome()), Outcome.DEAD_LETTER);
    }

    private void sendUnreadable(ConsumerRecord<?, ?> source, Exception failure) {
        send((byte[]) source.key(), (byte[]) source.value(), source, failure);
        metrics.unreadable();
        LOG.atError().setCause(failure).log("A record of the topic is in the dead-letter topic");
    }

    private void send(byte @Nullable [] key, byte @Nullable [] value, ConsumerRecord<?, ?> source, Exception failure) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(settings.deadLetters(), null, key, value, source.headers());
        letter.headers()
                .add("lockstep-dlt-reason", bytes(String.valueOf(failure.getMessage())))
                .add("lockstep-dlt-topic", bytes(source.topic()))
                .add("lockstep-dlt-partition", bytes(Integer.toString(source.partition())))
                .add("lockstep-dlt-offset", bytes(Long.toString(source.offset())));
        try {
            kafka.send(letter).get(SEND_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while a dead letter was sent", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("No dead letter can be sent to " + settings.deadLetters(), e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
