package dev.lockstep.worker.kafka;

import dev.lockstep.service.KafkaRefusals;
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

/** Asks Kafka which topics exist. Topics that Kafka refuses to describe are shown in the health of the worker. */
final class KafkaTopicNames {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;
    private final KafkaRefusals refusals;

    KafkaTopicNames(Admin admin, KafkaRefusals refusals) {
        this.admin = admin;
        this.refusals = refusals;
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
            refusals.end(subject(name));
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
            refusals.end(subject(name));
            return;
        }
        if (failure instanceof RetriableException) {
            throw new KafkaException("could not describe the topics", failure);
        }
        refusals.add(subject(name), String.valueOf(failure));
    }

    private static String subject(String topic) {
        return "topic " + topic;
    }
}
