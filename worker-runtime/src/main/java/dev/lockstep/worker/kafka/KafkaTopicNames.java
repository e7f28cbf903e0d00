package dev.lockstep.worker.kafka;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Lists the topics of Kafka. */
final class KafkaTopicNames {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private KafkaTopicNames() {}

    /**
     * Returns the names of all topics.
     *
     * @throws KafkaException if Kafka does not answer in time
     */
    static Set<String> list(Admin admin) {
        try {
            return admin.listTopics().names().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("could not list the topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while listing the topics", e);
        }
    }
}
