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
 * Puts what cannot be read on the dead-letter topic as it came, with the reason; only then is its offset committed, so
 * that it is lost nowhere. While that topic cannot be written, the record is tried again and the target waits.
 */
final class KafkaDeadLetters implements ConsumerRecordRecoverer {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetters.class);
    private static final BackOff NEVER_AGAIN = new FixedBackOff(0, 0);
    private static final BackOff UNTIL_COMMITTED = new FixedBackOff(500, FixedBackOff.UNLIMITED_ATTEMPTS);

    private final KafkaOperations<byte[], byte[]> kafka;
    private final MeterRegistry registry;

    private KafkaDeadLetters(KafkaOperations<byte[], byte[]> kafka, MeterRegistry registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /**
     * What a container does with a record that its listener refuses: never again, and on to the next. An offset that
     * could not be committed says nothing against its record, which comes again.
     */
    static DefaultErrorHandler errorHandler(KafkaOperations<byte[], byte[]> kafka, MeterRegistry registry) {
        DefaultErrorHandler handler = new DefaultErrorHandler(new KafkaDeadLetters(kafka, registry), NEVER_AGAIN);
        handler.setCommitRecovered(true);
        handler.setBackOffFunction((_, thrown) -> isOfKafka(thrown) ? UNTIL_COMMITTED : NEVER_AGAIN);
        handler.setLogLevel(KafkaException.Level.WARN);
        return handler;
    }

    private static boolean isOfKafka(Exception thrown) {
        return NestedExceptionUtils.getMostSpecificCause(thrown) instanceof org.apache.kafka.common.KafkaException;
    }

    @Override
    public void accept(ConsumerRecord<?, ?> message, Exception thrown) {
        String reason =
                String.valueOf(NestedExceptionUtils.getMostSpecificCause(thrown).getMessage());
        kafka.send(letter(message, reason)).join();
        registry.counter("lockstep.dead.letters", "topic", message.topic()).increment();
        LOG.atError()
                .addKeyValue("topic", message.topic())
                .addKeyValue("offset", message.offset())
                .addKeyValue("reason", reason)
                .log("unreadable record put on the dead-letter topic; its sender hears nothing");
    }

    private static ProducerRecord<byte[], byte[]> letter(ConsumerRecord<?, ?> message, String reason) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                Topics.deadLettersOf(message.topic()), bytes(message.key()), bytes(message.value()));
        message.headers().forEach(letter.headers()::add);
        letter.headers()
                .add("lockstep_reason", text(reason))
                .add("lockstep_partition", text(Integer.toString(message.partition())))
                .add("lockstep_offset", text(Long.toString(message.offset())));
        return letter;
    }

    private static byte @Nullable [] bytes(@Nullable Object part) {
        return (byte[]) part;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
