package dev.lockstep.coordinator.kafka;

import dev.lockstep.contract.protocol.Topics;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends unreadable messages unchanged to their dead-letter topic. A header states the reason. */
public final class KafkaDeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetters.class);
    private static final int TIMEOUT_SECONDS = 15;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Consumer<String> counter;

    /**
     * @param producers returns the current producer
     * @param counter called with the topic of each message that was sent to a dead-letter topic
     */
    public KafkaDeadLetters(Supplier<Producer<byte[], byte[]>> producers, Consumer<String> counter) {
        this.producers = producers;
        this.counter = counter;
    }

    /**
     * Sends a message to its dead-letter topic and waits for the acknowledgement of Kafka.
     *
     * @throws KafkaException if Kafka does not acknowledge the message within 15 seconds
     */
    public void send(ConsumerRecord<byte[], byte[]> message, String reason) {
        ProducerRecord<byte[], byte[]> deadLetterRecord =
                new ProducerRecord<>(Topics.deadLettersOf(message.topic()), message.key(), message.value());
        message.headers().forEach(deadLetterRecord.headers()::add);
        deadLetterRecord
                .headers()
                .add("lockstep_reason", bytes(reason))
                .add("lockstep_partition", bytes(Integer.toString(message.partition())))
                .add("lockstep_offset", bytes(Long.toString(message.offset())));
        send(deadLetterRecord);
        counter.accept(message.topic());
        LOG.atError()
                .addKeyValue("topic", message.topic())
                .addKeyValue("partition", message.partition())
                .addKeyValue("offset", message.offset())
                .addKeyValue("reason", reason)
                .log("Sent a message to the dead-letter topic; processing continues with the next message");
    }

    private void send(ProducerRecord<byte[], byte[]> deadLetterRecord) {
        try {
            producers.get().send(deadLetterRecord).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException(
                    "could not send a message to the dead-letter topic %s".formatted(deadLetterRecord.topic()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while sending to topic %s".formatted(deadLetterRecord.topic()), e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
