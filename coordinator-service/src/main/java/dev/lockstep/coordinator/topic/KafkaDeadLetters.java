package dev.lockstep.coordinator.topic;

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

/** Puts aside what cannot be handled, as it came, with the reason; it is in the dead-letter topic when this returns. */
public final class KafkaDeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetters.class);
    private static final int LIMIT_SECONDS = 15;

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Consumer<String> counter;

    /**
     * Sends with the producer of the moment.
     *
     * @param counter told the topic of each message that is put aside
     */
    public KafkaDeadLetters(Supplier<Producer<byte[], byte[]>> producers, Consumer<String> counter) {
        this.producers = producers;
        this.counter = counter;
    }

    public void bury(ConsumerRecord<byte[], byte[]> message, String reason) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(Topics.deadLettersOf(message.topic()), message.key(), message.value());
        message.headers().forEach(letter.headers()::add);
        letter.headers()
                .add("lockstep_reason", bytes(reason))
                .add("lockstep_partition", bytes(Integer.toString(message.partition())))
                .add("lockstep_offset", bytes(Long.toString(message.offset())));
        send(letter);
        counter.accept(message.topic());
        LOG.atError()
                .addKeyValue("topic", message.topic())
                .addKeyValue("partition", message.partition())
                .addKeyValue("offset", message.offset())
                .addKeyValue("reason", reason)
                .log("A message was put into the dead-letter topic; the next one is handled");
    }

    private void send(ProducerRecord<byte[], byte[]> letter) {
        try {
            producers.get().send(letter).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("a dead letter did not reach %s".formatted(letter.topic()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while sending a dead letter", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
