package dev.lockstep.worker.kafka;

import dev.lockstep.service.KafkaDeadLetters;
import dev.lockstep.worker.ExceptionText;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.FixedBackOff;

/** Handles exceptions of the command listener and of its container. */
final class KafkaCommandErrors {
    private static final BackOff NO_RETRY = new FixedBackOff(0, 0);
    private static final BackOff RETRY_FOREVER = new FixedBackOff(500, FixedBackOff.UNLIMITED_ATTEMPTS);

    private KafkaCommandErrors() {}

    /**
     * Creates the error handler. A record that causes an exception becomes a dead letter. An exception of Kafka, such as a
     * failed offset commit, is not caused by the record, so the record is redelivered.
     */
    static DefaultErrorHandler handler(KafkaDeadLetters deadLetters) {
        DefaultErrorHandler handler = new DefaultErrorHandler(
                (message, thrown) -> deadLetters.send(
                        withBytes(message), ExceptionText.of(NestedExceptionUtils.getMostSpecificCause(thrown))),
                NO_RETRY);
        handler.setBackOffFunction((_, thrown) -> isKafkaException(thrown) ? RETRY_FOREVER : NO_RETRY);
        handler.setLogLevel(KafkaException.Level.WARN);
        return handler;
    }

    private static boolean isKafkaException(Exception thrown) {
        return NestedExceptionUtils.getMostSpecificCause(thrown) instanceof org.apache.kafka.common.KafkaException;
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<byte[], byte[]> withBytes(ConsumerRecord<?, ?> message) {
        return (ConsumerRecord<byte[], byte[]>) message;
    }
}
