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
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka which topics exist. */
final class KafkaTopicNames {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopicNames.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;
    // Each topic is logged once, because the worker asks again every few seconds.
    private final Set<String> refused = new HashSet<>();

    KafkaTopicNames(Admin admin) {
        this.admin = admin;
    }

    /**
     * Returns those of the given topics that exist, with one request about these topics only. Used by one thread.
     *
     * @throws KafkaException if Kafka does not answer in time
     */
    Set<String> existing(Set<String> names) {
        Set<String> existing = new HashSet<>();
        admin.describeTopics(names).topicNameValues().forEach((name, description) -> {
            if (exists(name, description)) {
                existing.add(name);
            }
        });
        return existing;
    }

    /** A topic that Kafka refuses to describe counts as missing, so that it does not keep the others waiting. */
    private boolean exists(String name, KafkaFuture<TopicDescription> description) {
        try {
            description.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            refused.remove(name);
            return true;
        } catch (ExecutionException e) {
            requireMissingOrRefused(name, e.getCause());
            return false;
        } catch (TimeoutException e) {
            throw new KafkaException("could not describe the topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while describing the topics", e);
        }
    }

    private void requireMissingOrRefused(String name, @Nullable Throwable failure) {
        if (failure instanceof UnknownTopicOrPartitionException) {
            return;
        }
        if (failure instanceof RetriableException) {
            throw new KafkaException("could not describe the topics", failure);
        }
        if (refused.add(name)) {
            LOG.atWarn()
                    .addKeyValue("topic", name)
                    .setCause(failure)
                    .log("Kafka refuses to describe a command topic; its commands are not read");
        }
    }
}
