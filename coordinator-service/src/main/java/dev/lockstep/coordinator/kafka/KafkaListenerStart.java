package dev.lockstep.coordinator.kafka;

import java.util.List;
import java.util.function.Supplier;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** Starts the listeners once the topics exist; Kafka may become available later than the coordinator. */
final class KafkaListenerStart {
    private final KafkaTopics topics;
    private final Supplier<List<AbstractMessageListenerContainer<byte[], byte[]>>> listeners;
    private boolean topicsCreated;

    KafkaListenerStart(KafkaTopics topics, Supplier<List<AbstractMessageListenerContainer<byte[], byte[]>>> listeners) {
        this.topics = topics;
        this.listeners = listeners;
    }

    void tick() {
        if (!topicsCreated) {
            topics.createShared();
            topicsCreated = true;
        }
        listeners.get().stream().filter(listener -> !listener.isRunning()).forEach(listener -> listener.start());
    }
}
