package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.ConsumerRecordRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Puts what cannot be read on the dead-letter topic, with the reason; only then is its offset committed, so that it is
 * lost nowhere. While the dead-letter topic cannot be written, the record is tried again and the target waits.
 */
final class KafkaDeadLetters implements ConsumerRecordRecoverer {
    static final String REASON = "lockstep-reason";
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetters.class);

    private final DeadLetterPublishingRecoverer publishing;
    private final MeterRegistry registry;

    private KafkaDeadLetters(KafkaOperations<byte[], byte[]> kafka, MeterRegistry registry) {
        this.publishing = new DeadLetterPublishingRecoverer(
                kafka, (letter, _) -> new TopicPartition(Topics.deadLettersOf(letter.topic()), -1));
        this.publishing.setFailIfSendResultIsError(true);
        this.publishing.setHeadersFunction((_, thrown) -> reason(thrown));
        this.registry = registry;
    }

    /** What a container does with a record that its listener refuses: never again, and on to the next. */
    static DefaultErrorHandler errorHandler(KafkaOperations<byte[], byte[]> kafka, MeterRegistry registry) {
        DefaultErrorHandler handler =
                new DefaultErrorHandler(new KafkaDeadLetters(kafka, registry), new FixedBackOff(0, 0));
        handler.setCommitRecovered(true);
        return handler;
    }

    @Override
    public void accept(ConsumerRecord<?, ?> letter, Exception thrown) {
        publishing.accept(letter, thrown);
        registry.counter("lockstep.dead.letters", "topic", letter.topic()).increment();
        LOG.atError()
                .addKeyValue("topic", letter.topic())
                .addKeyValue("offset", letter.offset())
                .addKeyValue("reason", rootCause(thrown))
                .log("unreadable record put on the dead-letter topic; its sender hears nothing");
    }

    private static Headers reason(Exception thrown) {
        return new RecordHeaders().add(REASON, rootCause(thrown).getBytes(StandardCharsets.UTF_8));
    }

    private static String rootCause(Exception thrown) {
        return String.valueOf(NestedExceptionUtils.getMostSpecificCause(thrown).getMessage());
    }
}
