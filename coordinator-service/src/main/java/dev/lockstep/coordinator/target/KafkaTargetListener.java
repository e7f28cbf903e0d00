package dev.lockstep.coordinator.target;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.coordinator.topic.KafkaDeadLetters;
import dev.lockstep.coordinator.topic.KafkaTopics;
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

/** Hears what workers register, from the beginning of the topic on, whenever the coordinator starts. */
public final class KafkaTargetListener implements ConsumerAwareMessageListener<byte[], byte[]> {
    private final JdbcTargets targets;
    private final KafkaTopics topics;
    private final KafkaDeadLetters deadLetters;
    private final Runnable heard;
    private final Map<TopicPartition, Long> backlogEnds = new ConcurrentHashMap<>();
    private final Set<TargetName> known = ConcurrentHashMap.newKeySet();

    /**
     * Hears with these.
     *
     * @param heard called after every registration: a queued migration may wait for it
     */
    public KafkaTargetListener(JdbcTargets targets, KafkaTopics topics, KafkaDeadLetters deadLetters, Runnable heard) {
        this.targets = targets;
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.heard = heard;
    }

    @Override
    public void onMessage(ConsumerRecord<byte[], byte[]> message, @Nullable Consumer<?, ?> consumer) {
        TargetRegistration said = read(message);
        if (said == null) {
            return;
        }
        if (!known.contains(said.target())) {
            topics.createCommands(said.target());
            known.add(said.target());
        }
        if (isBacklog(message, Objects.requireNonNull(consumer))) {
            targets.heardLate(said, Instant.ofEpochMilli(message.timestamp()));
        } else {
            targets.heard(said);
        }
        heard.run();
    }

    private @Nullable TargetRegistration read(ConsumerRecord<byte[], byte[]> message) {
        // A compacted topic may hold a tombstone: a target that was taken out of the topic by hand.
        if (message.value() == null) {
            return null;
        }
        try {
            return LockstepJson.messages().readValue(message.value(), TargetRegistration.class);
        } catch (JacksonException | IllegalArgumentException e) {
            deadLetters.bury(message, "unreadable: " + e.getMessage());
            return null;
        }
    }

    // What lay in the topic before we came was said then; what comes later is said now, whatever the worker's clock.
    private boolean isBacklog(ConsumerRecord<byte[], byte[]> message, Consumer<?, ?> consumer) {
        TopicPartition partition = new TopicPartition(message.topic(), message.partition());
        long end = backlogEnds.computeIfAbsent(
                partition, _p -> consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L));
        return message.offset() < end - 1;
    }
}
