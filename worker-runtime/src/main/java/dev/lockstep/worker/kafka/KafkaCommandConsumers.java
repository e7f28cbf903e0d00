package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.worker.dispatch.TargetDispatcher;
import dev.lockstep.worker.dispatch.WorkerDispatcher;
import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Consumes the command topics of all served targets, with one consumer per target so that targets do not block each
 * other. It starts last and stops first of all components of the worker.
 */
final class KafkaCommandConsumers implements SmartLifecycle {
    private static final Duration AUTHORIZATION_RETRY_INTERVAL = Duration.ofSeconds(10);

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final CommonErrorHandler errorHandler;
    private final List<KafkaMessageListenerContainer<byte[], byte[]>> containers;

    KafkaCommandConsumers(
            WorkerDispatcher dispatcher, ConsumerFactory<byte[], byte[]> consumers, CommonErrorHandler errorHandler) {
        this.consumers = consumers;
        this.errorHandler = errorHandler;
        this.containers = dispatcher.dispatchers().stream().map(this::container).toList();
    }

    private KafkaMessageListenerContainer<byte[], byte[]> container(TargetDispatcher dispatcher) {
        String topic = Topics.commandsOf(dispatcher.target().name());
        ContainerProperties properties = new ContainerProperties(topic);
        properties.setGroupId(topic);
        properties.setAckMode(ContainerProperties.AckMode.MANUAL_IMMEDIATE);
        properties.setMessageListener(new KafkaCommandListener(dispatcher));
        properties.setMissingTopicsFatal(false);
        properties.setAuthExceptionRetryInterval(AUTHORIZATION_RETRY_INTERVAL);
        KafkaMessageListenerContainer<byte[], byte[]> container =
                new KafkaMessageListenerContainer<>(consumers, properties);
        container.setBeanName(topic);
        container.setCommonErrorHandler(errorHandler);
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
