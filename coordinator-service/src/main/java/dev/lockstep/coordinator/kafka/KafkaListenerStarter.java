package dev.lockstep.coordinator.kafka;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** Creates the shared topics and then starts the listeners. Kafka may start later than the coordinator. */
final class KafkaListenerStarter {
    private final KafkaTopics topics;
    private final Supplier<List<AbstractMessageListenerContainer<byte[], byte[]>>> listeners;
    private boolean topicsCreated;

    KafkaListenerStarter(
            KafkaTopics topics, Supplier<List<AbstractMessageListenerContainer<byte[], byte[]>>> listeners) {
        this.topics = topics;
        this.listeners = listeners;
    }

    /**
     * Starts the listeners that are not running.
     *
     * @throws KafkaException if the topics do not exist yet and cannot be created
     */
    void startListeners() {
        if (!topicsCreated) {
            topics.createShared();
            topicsCreated = true;
        }
        listeners.get().stream().filter(listener -> !listener.isRunning()).forEach(listener -> listener.start());
    }
}
