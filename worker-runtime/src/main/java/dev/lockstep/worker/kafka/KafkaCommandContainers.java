package dev.lockstep.worker.kafka;

import dev.lockstep.service.KafkaDeadLetters;
import dev.lockstep.worker.dispatch.TargetDispatcher;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/** Creates the listener containers of the commands. */
final class KafkaCommandContainers {
    private static final Duration AUTHORIZATION_RETRY_INTERVAL = Duration.ofSeconds(10);
    private static final int COMMIT_INTERVAL_MILLIS = 1000;

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final KafkaDeadLetters deadLetters;
    private final ApplicationEventPublisher events;

    /**
     * @param events receives the events of the containers, such as a refusal by Kafka
     */
    KafkaCommandContainers(
            ConsumerFactory<byte[], byte[]> consumers, KafkaDeadLetters deadLetters, ApplicationEventPublisher events) {
        this.consumers = consumers;
        this.deadLetters = deadLetters;
        this.events = events;
    }

    /**
     * Creates a consumer and closes it, without contacting Kafka.
     *
     * @throws org.apache.kafka.common.KafkaException if a setting is wrong
     */
    void checkSettings(String group) {
        consumers.createConsumer(group, null, null).close();
    }

    /**
     * @param dispatchers the dispatcher of each topic
     */
    KafkaMessageListenerContainer<byte[], byte[]> create(
            String group, Collection<String> topics, Map<String, TargetDispatcher> dispatchers) {
        ContainerProperties properties = new ContainerProperties(topics.toArray(String[]::new));
        properties.setGroupId(group);
        // A commit costs almost as much as a command. After a crash the commands of this time are delivered again, and
        // the target's journal tells which of them have run.
        properties.setAckMode(ContainerProperties.AckMode.TIME);
        properties.setAckTime(COMMIT_INTERVAL_MILLIS);
        properties.setPollTimeout(COMMIT_INTERVAL_MILLIS);
        properties.setMessageListener(new KafkaCommandListener(dispatchers, deadLetters));
        properties.setMissingTopicsFatal(false);
        properties.setAuthExceptionRetryInterval(AUTHORIZATION_RETRY_INTERVAL);
        KafkaMessageListenerContainer<byte[], byte[]> created =
                new KafkaMessageListenerContainer<>(consumers, properties);
        created.setBeanName("commands");
        created.setApplicationEventPublisher(events);
        created.setCommonErrorHandler(KafkaCommandErrors.handler(deadLetters));
        return created;
    }
}
