package dev.lockstep.worker.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka which topics exist. */
final class KafkaTopicNames {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private KafkaTopicNames() {}

    /**
     * Returns those of the given topics that exist, with one request about these topics only.
     *
     * @throws KafkaException if Kafka does not answer in time
     */
    static Set<String> existing(Admin admin, Set<String> names) {
        Set<String> existing = new HashSet<>();
        admin.describeTopics(names).topicNameValues().forEach((name, description) -> {
            if (exists(description)) {
                existing.add(name);
            }
        });
        return existing;
    }

    private static boolean exists(KafkaFuture<TopicDescription> description) {
        try {
            description.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw new KafkaException("could not describe the topics", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("could not describe the topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while describing the topics", e);
        }
    }
}
