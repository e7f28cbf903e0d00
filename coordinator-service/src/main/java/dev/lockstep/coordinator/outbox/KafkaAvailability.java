package dev.lockstep.coordinator.outbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The topics and partitions that can take messages now. Sending to any other blocks the producer, or fails only after its
 * delivery timeout.
 *
 * @param topics the topics that Kafka describes; the producer decides about topics that it refuses to describe
 * @param missing the topics that do not exist
 */
record KafkaAvailability(Map<String, TopicDescription> topics, Set<String> missing) {
    // Short, because the relay asks within a transaction.
    private static final int TIMEOUT_SECONDS = 3;
    private static final DescribeTopicsOptions OPTIONS =
            new DescribeTopicsOptions().timeoutMs((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));

    KafkaAvailability {
        topics = Map.copyOf(topics);
        missing = Set.copyOf(missing);
    }

    /**
     * Asks Kafka with one request.
     *
     * @throws KafkaException if Kafka does not answer
     */
    static KafkaAvailability ask(Admin admin, Collection<String> names) {
        Map<String, TopicDescription> found = new HashMap<>();
        Set<String> missing = new HashSet<>();
        admin.describeTopics(names, OPTIONS).topicNameValues().forEach((name, future) -> {
            try {
                found.put(name, future.get(TIMEOUT_SECONDS + 1L, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                throwIfUnreachable(name, e.getCause());
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.add(name);
                }
            } catch (TimeoutException e) {
                throw new KafkaException("Kafka did not describe topic %s in time".formatted(name), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted while describing topic %s".formatted(name), e);
            }
        });
        return new KafkaAvailability(found, missing);
    }

    private static void throwIfUnreachable(String name, @Nullable Throwable cause) {
        if (cause instanceof RetriableException && !(cause instanceof UnknownTopicOrPartitionException)) {
            throw new KafkaException("Kafka does not describe topic %s".formatted(name), cause);
        }
    }

    /** Returns why a message cannot be sent now; empty if it can. */
    Optional<String> refusal(String topic, byte[] key) {
        if (missing.contains(topic)) {
            return Optional.of("topic %s does not exist".formatted(topic));
        }
        TopicDescription found = topics.get(topic);
        if (found == null) {
            return Optional.empty();
        }
        // As the default partitioner of the producer.
        int partition =
                Utils.toPositive(Utils.murmur2(key)) % found.partitions().size();
        TopicPartitionInfo info = found.partitions().get(partition);
        return info.leader() == null || info.leader().isEmpty()
                ? Optional.of("partition %d of topic %s has no leader".formatted(partition, topic))
                : Optional.empty();
    }
}
