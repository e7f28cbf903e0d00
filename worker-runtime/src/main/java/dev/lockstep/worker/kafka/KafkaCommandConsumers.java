package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.worker.dispatch.TargetDispatcher;
import dev.lockstep.worker.dispatch.WorkerDispatcher;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Consumes the command topics of all served targets with one consumer. It starts last and stops first of all components
 * of the worker.
 *
 * <p>The coordinator creates the topic of a target when the target is registered for the first time. A background thread
 * looks for missing topics, and restarts the consumer when it finds one.
 */
final class KafkaCommandConsumers implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCommandConsumers.class);
    private static final Duration AUTHORIZATION_RETRY_INTERVAL = Duration.ofSeconds(10);
    private static final Duration MIN_DISCOVERY_INTERVAL = Duration.ofMillis(250);
    private static final Duration MAX_DISCOVERY_INTERVAL = Duration.ofSeconds(2);
    private final String group;
    private final ConsumerFactory<byte[], byte[]> consumers;
    private final CommonErrorHandler errorHandler;
    private final Supplier<Set<String>> topicNames;
    private final Map<String, TargetDispatcher> dispatchers = new LinkedHashMap<>();
    private final Set<String> consumed = new HashSet<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable KafkaMessageListenerContainer<byte[], byte[]> container;
    private volatile boolean running;

    /**
     * @param group the consumer group of all workers for this kind of store; Kafka assigns a topic only to its consumers
     * @param topicNames returns the names of the topics that Kafka has
     */
    KafkaCommandConsumers(
            String group,
            WorkerDispatcher dispatcher,
            ConsumerFactory<byte[], byte[]> consumers,
            CommonErrorHandler errorHandler,
            Supplier<Set<String>> topicNames) {
        this.group = group;
        this.consumers = consumers;
        this.errorHandler = errorHandler;
        this.topicNames = topicNames;
        dispatcher
                .dispatchers()
                .forEach(target ->
                        dispatchers.put(Topics.commandsOf(target.target().name()), target));
    }

    @Override
    public void start() {
        // A wrong setting must end the start of the worker, not the background thread.
        consumers.createConsumer(group, null, null).close();
        running = true;
        Thread.ofVirtual().name("topic-discovery").start(this::discoverTopics);
    }

    private void discoverTopics() {
        try {
            Duration interval = MIN_DISCOVERY_INTERVAL;
            boolean isStopped = false;
            while (!isStopped && consumeExistingTopics() < dispatchers.size()) {
                isStopped = stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS);
                interval = interval.compareTo(MAX_DISCOVERY_INTERVAL) < 0 ? interval.multipliedBy(2) : interval;
            }
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the number of topics that are consumed. */
    private synchronized int consumeExistingTopics() {
        Set<String> found = existingTopics();
        if (running && consumed.addAll(found)) {
            stopContainer();
            KafkaMessageListenerContainer<byte[], byte[]> next = newContainer(consumed);
            container = next;
            next.start();
        }
        return consumed.size();
    }

    private Set<String> existingTopics() {
        try {
            Set<String> found = new HashSet<>(topicNames.get());
            found.retainAll(dispatchers.keySet());
            return found;
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("group", group)
                    .setCause(e)
                    .log(
                            "Could not list the topics of Kafka; the worker tries again and reads no further commands until then");
            return Set.of();
        }
    }

    private KafkaMessageListenerContainer<byte[], byte[]> newContainer(Set<String> topics) {
        ContainerProperties properties = new ContainerProperties(topics.toArray(String[]::new));
        properties.setGroupId(group);
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setMessageListener(new KafkaCommandListener(dispatchers));
        properties.setMissingTopicsFatal(false);
        properties.setAuthExceptionRetryInterval(AUTHORIZATION_RETRY_INTERVAL);
        KafkaMessageListenerContainer<byte[], byte[]> created =
                new KafkaMessageListenerContainer<>(consumers, properties);
        created.setBeanName("commands");
        created.setCommonErrorHandler(errorHandler);
        return created;
    }

    @Override
    public void stop() {
        running = false;
        stopped.countDown();
        stopContainer();
    }

    private synchronized void stopContainer() {
        if (container != null) {
            container.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 100;
    }
}
