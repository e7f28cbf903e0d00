package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.dispatch.TargetDispatcher;
import dev.lockstep.worker.dispatch.WorkerDispatcher;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Consumes the command topics of all served targets with one consumer. It starts last and stops first of all components
 * of the worker.
 *
 * <p>The coordinator creates the topic of a target when the target is registered for the first time. A background thread
 * asks Kafka for the missing topics only, and starts the consumer again when it finds one, or when the consumer has ended.
 */
final class KafkaCommandConsumers implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCommandConsumers.class);
    private static final Duration MIN_INTERVAL = Duration.ofMillis(125);
    private static final Duration MAX_INTERVAL = Duration.ofSeconds(2);
    private final String group;
    private final KafkaCommandContainers containers;
    private final UnaryOperator<Set<String>> existingTopics;
    private final Map<String, TargetDispatcher> dispatchers = new LinkedHashMap<>();
    private final Set<String> consumed = new HashSet<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable KafkaMessageListenerContainer<byte[], byte[]> container;
    private volatile boolean running;
    // Only the first of several failures in a row is a warning.
    private boolean hasLookupFailed;

    /**
     * @param group the consumer group of all workers for this kind of store; Kafka assigns a topic only to its consumers
     * @param existingTopics returns those of the given topics that Kafka has
     */
    KafkaCommandConsumers(
            String group,
            WorkerDispatcher dispatcher,
            KafkaCommandContainers containers,
            UnaryOperator<Set<String>> existingTopics) {
        this.group = group;
        this.containers = containers;
        this.existingTopics = existingTopics;
        dispatcher
                .dispatchers()
                .forEach(target ->
                        dispatchers.put(Topics.commandsOf(target.target().name()), target));
    }

    @Override
    public void start() {
        // A wrong setting must end the start of the worker, not the background thread.
        containers.checkSettings(group);
        running = true;
        Thread.ofVirtual().name("command-consumer").start(this::supervise);
    }

    private void supervise() {
        try {
            Duration interval = MIN_INTERVAL;
            while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                ProcessExit.guard("command consumer", this::consumeExistingTopics)
                        .run();
                // Topics are usually created soon after the registration of their targets.
                interval = interval.compareTo(MAX_INTERVAL) < 0 ? interval.multipliedBy(2) : MAX_INTERVAL;
            }
        } catch (InterruptedException _e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts a consumer with all topics that exist, if there are new ones or the last consumer has ended. */
    private synchronized void consumeExistingTopics() {
        boolean hasNewTopics = consumed.addAll(newTopics());
        boolean hasEnded = container != null && !container.isRunning();
        if (!running || (!hasNewTopics && !hasEnded)) {
            return;
        }
        if (hasEnded) {
            LOG.atError()
                    .addKeyValue("group", group)
                    .log("the consumer of the commands has ended; it is started again");
        }
        stopContainer();
        KafkaMessageListenerContainer<byte[], byte[]> next = containers.create(group, consumed, dispatchers);
        container = next;
        next.start();
    }

    private Set<String> newTopics() {
        Set<String> missing = new HashSet<>(dispatchers.keySet());
        missing.removeAll(consumed);
        try {
            Set<String> found = missing.isEmpty() ? Set.of() : existingTopics.apply(missing);
            hasLookupFailed = false;
            return found;
        } catch (KafkaException e) {
            LOG.atLevel(hasLookupFailed ? Level.DEBUG : Level.WARN)
                    .addKeyValue("group", group)
                    .addKeyValue("topics", missing.size())
                    .setCause(e)
                    .log("could not look for missing command topics; commands of their targets are not read yet");
            hasLookupFailed = true;
            return Set.of();
        }
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
