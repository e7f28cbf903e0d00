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

/** Sends unusable messages to their dead-letter topic, unchanged, with the reason in a header. */
public final class KafkaDeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetters.class);
    private static final int TIMEOUT_SECONDS = 15;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Consumer<String> counter;

    /**
     * @param producers gives the producer to use now
     * @param counter gets the topic of each dead letter
     */
    public KafkaDeadLetters(Supplier<Producer<byte[], byte[]>> producers, Consumer<String> counter) {
        this.producers = producers;
        this.counter = counter;
    }

    /**
     * Returns when Kafka has the dead letter.
     *
     * @throws KafkaException if Kafka does not take it in time
     */
    public void send(ConsumerRecord<byte[], byte[]> message, String reason) {
        ProducerRecord<byte[], byte[]> deadLetter =
                new ProducerRecord<>(Topics.deadLettersOf(message.topic()), message.key(), message.value());
        message.headers().forEach(deadLetter.headers()::add);
        deadLetter
                .headers()
                .add("lockstep_reason", bytes(reason))
                .add("lockstep_partition", bytes(Integer.toString(message.partition())))
                .add("lockstep_offset", bytes(Long.toString(message.offset())));
        send(deadLetter);
        counter.accept(message.topic());
        LOG.atError()
                .addKeyValue("topic", message.topic())
                .addKeyValue("partition", message.partition())
                .addKeyValue("offset", message.offset())
                .addKeyValue("reason", reason)
                .log("A message was sent to the dead-letter topic; processing continues with the next one");
    }

    private void send(ProducerRecord<byte[], byte[]> deadLetter) {
        try {
            producers.get().send(deadLetter).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("could not send a dead letter to topic %s".formatted(deadLetter.topic()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while sending to topic %s".formatted(deadLetter.topic()), e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
