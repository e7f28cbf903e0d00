package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.ConsumerRecordRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Copies unreadable records unchanged to the dead-letter topic, with the reason in a header. The offset is committed
 * after the copy is acknowledged. If the copy fails, the record is retried and later records of all targets of the worker wait.
 */
final class KafkaDeadLetterRecoverer implements ConsumerRecordRecoverer {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetterRecoverer.class);
    private static final BackOff NO_RETRY = new FixedBackOff(0, 0);
    private static final BackOff RETRY_FOREVER = new FixedBackOff(500, FixedBackOff.UNLIMITED_ATTEMPTS);

    private final KafkaOperations<byte[], byte[]> kafka;
    private final MeterRegistry registry;

    private KafkaDeadLetterRecoverer(KafkaOperations<byte[], byte[]> kafka, MeterRegistry registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /**
     * Creates the error handler of the listener containers. A record that the listener refuses is not retried. An
     * exception of Kafka, such as a failed offset commit, is not caused by the record, so the record is redelivered.
     */
    static DefaultErrorHandler errorHandler(KafkaOperations<byte[], byte[]> kafka, MeterRegistry registry) {
        DefaultErrorHandler handler = new DefaultErrorHandler(new KafkaDeadLetterRecoverer(kafka, registry), NO_RETRY);
        handler.setBackOffFunction((_, thrown) -> isKafkaException(thrown) ? RETRY_FOREVER : NO_RETRY);
        handler.setLogLevel(KafkaException.Level.WARN);
        return handler;
    }

    private static boolean isKafkaException(Exception thrown) {
        return NestedExceptionUtils.getMostSpecificCause(thrown) instanceof org.apache.kafka.common.KafkaException;
    }

    @Override
    public void accept(ConsumerRecord<?, ?> message, Exception thrown) {
        String reason =
                String.valueOf(NestedExceptionUtils.getMostSpecificCause(thrown).getMessage());
        kafka.send(deadLetterRecord(message, reason)).join();
        registry.counter("lockstep.dead.letters", "topic", message.topic()).increment();
        LOG.atError()
                .addKeyValue("topic", message.topic())
                .addKeyValue("offset", message.offset())
                .addKeyValue("reason", reason)
                .log("unreadable record moved to the dead-letter topic; inspect it there, no report is sent for it");
    }

    private static ProducerRecord<byte[], byte[]> deadLetterRecord(ConsumerRecord<?, ?> message, String reason) {
        ProducerRecord<byte[], byte[]> deadLetterRecord = new ProducerRecord<>(
                Topics.deadLettersOf(message.topic()), bytes(message.key()), bytes(message.value()));
        message.headers().forEach(deadLetterRecord.headers()::add);
        deadLetterRecord
                .headers()
                .add("lockstep_reason", utf8(reason))
                .add("lockstep_partition", utf8(Integer.toString(message.partition())))
                .add("lockstep_offset", utf8(Long.toString(message.offset())));
        return deadLetterRecord;
    }

    private static byte @Nullable [] bytes(@Nullable Object keyOrValue) {
        return (byte[]) keyOrValue;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
