package dev.lockstep.coordinator.target;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.coordinator.kafka.KafkaDeadLetters;
import dev.lockstep.coordinator.kafka.KafkaTopics;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.ConsumerAwareMessageListener;
import tools.jackson.core.JacksonException;

/** Saves the registrations of targets. Each start of the coordinator reads their topic from the beginning. */
public final class KafkaTargetListener implements ConsumerAwareMessageListener<byte[], byte[]> {
    private final JdbcTargets targets;
    private final KafkaTopics topics;
    private final KafkaDeadLetters deadLetters;
    private final Runnable afterRegistration;
    private final Map<TopicPartition, Long> backlogEnds = new ConcurrentHashMap<>();
    private final Set<TargetName> targetsWithTopic = ConcurrentHashMap.newKeySet();

    /**
     * @param afterRegistration called after each saved registration, because a queued migration may wait for the target
     */
    public KafkaTargetListener(
            JdbcTargets targets, KafkaTopics topics, KafkaDeadLetters deadLetters, Runnable afterRegistration) {
        this.targets = targets;
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.afterRegistration = afterRegistration;
    }

    @Override
    public void onMessage(ConsumerRecord<byte[], byte[]> message, @Nullable Consumer<?, ?> consumer) {
        TargetRegistration registration = parse(message);
        if (registration == null) {
            return;
        }
        if (!targetsWithTopic.contains(registration.target())) {
            topics.createCommands(registration.target());
            targetsWithTopic.add(registration.target());
        }
        if (isBacklog(message, Objects.requireNonNull(consumer))) {
            targets.save(registration, Instant.ofEpochMilli(message.timestamp()));
        } else {
            targets.save(registration);
        }
        afterRegistration.run();
    }

    private @Nullable TargetRegistration parse(ConsumerRecord<byte[], byte[]> message) {
        // A tombstone of the compacted topic: an operator removed the target.
        if (message.value() == null) {
            return null;
        }
        try {
            return LockstepJson.messages().readValue(message.value(), TargetRegistration.class);
        } catch (JacksonException | IllegalArgumentException e) {
            deadLetters.send(message, "unreadable registration: " + e.getMessage());
            return null;
        }
    }

    // Messages from before the start keep the time of their record. Later messages count as sent now, so that the clock
    // of
    // the worker does not matter.
    private boolean isBacklog(ConsumerRecord<byte[], byte[]> message, Consumer<?, ?> consumer) {
        TopicPartition partition = new TopicPartition(message.topic(), message.partition());
        long end = backlogEnds.computeIfAbsent(
                partition, _p -> consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L));
        return message.offset() < end - 1;
    }
}
