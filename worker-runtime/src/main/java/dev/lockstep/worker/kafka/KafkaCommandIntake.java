package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.worker.dispatch.Dispatches;
import dev.lockstep.worker.dispatch.TargetDispatches;
import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Consumes the command topic of every served target, each with a consumer of its own, so that none waits for another.
 * Begins last and ends first.
 */
final class KafkaCommandIntake implements SmartLifecycle {
    private static final Duration RETRY_AUTHORIZATION = Duration.ofSeconds(10);

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final CommonErrorHandler deadLetters;
    private final List<KafkaMessageListenerContainer<byte[], byte[]>> containers;

    KafkaCommandIntake(
            Dispatches dispatches, ConsumerFactory<byte[], byte[]> consumers, CommonErrorHandler deadLetters) {
        this.consumers = consumers;
        this.deadLetters = deadLetters;
        this.containers = dispatches.all().stream().map(this::container).toList();
    }

    private KafkaMessageListenerContainer<byte[], byte[]> container(TargetDispatches target) {
        String topic = Topics.commandsOf(target.target().name());
        ContainerProperties properties = new ContainerProperties(topic);
        properties.setGroupId(topic);
        properties.setAckMode(ContainerProperties.AckMode.MANUAL_IMMEDIATE);
        properties.setMessageListener(new KafkaCommandListener(target));
        properties.setMissingTopicsFatal(false);
        properties.setAuthExceptionRetryInterval(RETRY_AUTHORIZATION);
        KafkaMessageListenerContainer<byte[], byte[]> container =
                new KafkaMessageListenerContainer<>(consumers, properties);
        container.setBeanName(topic);
        container.setCommonErrorHandler(deadLetters);
        return container;
    }

    @Override
    public void start() {
        containers.forEach(KafkaMessageListenerContainer::start);
    }

    @Override
    public void stop() {
        containers.forEach(KafkaMessageListenerContainer::stop);
    }

    @Override
    public boolean isRunning() {
        return containers.stream().anyMatch(KafkaMessageListenerContainer::isRunning);
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 100;
    }
}
