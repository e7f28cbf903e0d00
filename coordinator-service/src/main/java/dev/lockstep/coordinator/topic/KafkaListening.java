package dev.lockstep.coordinator.topic;

import java.util.List;
import java.util.function.Supplier;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** Starts to listen once the topics are there, however late Kafka comes. */
final class KafkaListening {
    private final KafkaTopics topics;
    private final Supplier<List<AbstractMessageListenerContainer<byte[], byte[]>>> listeners;
    private boolean created;

    KafkaListening(KafkaTopics topics, Supplier<List<AbstractMessageListenerContainer<byte[], byte[]>>> listeners) {
        this.topics = topics;
        this.listeners = listeners;
    }

    void tick() {
        if (!created) {
            topics.createShared();
            created = true;
        }
        listeners.get().stream().filter(listener -> !listener.isRunning()).forEach(listener -> listener.start());
    }
}
