package dev.lockstep.coordinator.kafka;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** Creates the shared topics and then starts the listeners. Kafka may start later than the coordinator. */
final class KafkaListenerStarter {
    private final KafkaTopics topics;
    private final Supplier<List<AbstractMessageListenerContainer<byte[], byte[]>>> listeners;

    KafkaListenerStarter(
            KafkaTopics topics, Supplier<List<AbstractMessageListenerContainer<byte[], byte[]>>> listeners) {
        this.topics = topics;
        this.listeners = listeners;
    }

    /**
     * Starts the listeners that are not running.
     *
     * @throws KafkaException if the topics do not exist and cannot be created
     */
    void startListeners() {
        if (!topics.hasShared()) {
            topics.createMissing();
        }
        if (!topics.hasShared()) {
            throw new KafkaException("the shared topics do not exist yet: %s".formatted(topics.missingShared()));
        }
        listeners.get().stream().filter(listener -> !listener.isRunning()).forEach(listener -> listener.start());
    }
}
