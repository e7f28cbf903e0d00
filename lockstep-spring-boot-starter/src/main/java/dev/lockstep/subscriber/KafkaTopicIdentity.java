package dev.lockstep.subscriber;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Notices a topic that was deleted and created again: its id differs, and committed offsets mean nothing. Its partitions
 * are then read from the beginning; the sequences show which events are duplicates.
 */
final class KafkaTopicIdentity implements ConsumerAwareRebalanceListener {
    private final Admin admin;
    private final SequenceStore store;
    private final String topic;

    KafkaTopicIdentity(Admin admin, SequenceStore store, String topic) {
        this.admin = admin;
        this.store = store;
        this.topic = topic;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        currentId().ifPresent(id -> partitions.forEach(partition -> check(consumer, partition, id)));
    }

    private void check(Consumer<?, ?> consumer, TopicPartition partition, String id) {
        Optional<String> known = store.topicId(partition.topic(), partition.partition());
        if (known.isPresent() && !known.get().equals(id)) {
            consumer.seekToBeginning(List.of(partition));
            // Committed before the id is stored: after a crash in between, the id differs still.
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(consumer.position(partition))));
        }
        if (known.isEmpty() || !known.get().equals(id)) {
            store.saveTopicId(partition.topic(), partition.partition(), id);
        }
    }

    /** Whether one of these partitions was read from another topic of the same name, or its topic is not known yet. */
    boolean differs(Collection<TopicPartition> partitions) {
        return currentId()
                .filter(id -> partitions.stream()
                        .anyMatch(partition -> !store.topicId(partition.topic(), partition.partition())
                                .filter(id::equals)
                                .isPresent()))
                .isPresent();
    }

    private Optional<String> currentId() {
        try {
            return Optional.ofNullable(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic))
                    .map(found -> found.topicId().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw new KafkaException("The topic %s cannot be described".formatted(topic), e);
        }
    }
}
