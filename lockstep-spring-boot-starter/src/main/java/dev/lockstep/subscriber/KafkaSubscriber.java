package dev.lockstep.subscriber;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** The running consumers of a subscriber, and the check that repeats: topic replaced, ended migrations forgotten. */
final class KafkaSubscriber implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSubscriber.class);

    private final ConcurrentMessageListenerContainer<byte[], byte[]> container;
    private final KafkaTopicIdentity identity;
    private final ListenerMethods listeners;
    private final SequenceStore store;
    private final SubscriberProperties settings;
    private final Clock clock;
    private @Nullable ScheduledExecutorService schedule;

    KafkaSubscriber(
            ConcurrentMessageListenerContainer<byte[], byte[]> container,
            KafkaTopicIdentity identity,
            ListenerMethods listeners,
            SequenceStore store,
            SubscriberProperties settings,
            Clock clock) {
        this.container = container;
        this.identity = identity;
        this.listeners = listeners;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        if (listeners.isEmpty()) {
            LOG.atWarn().log("No bean has a method with @MigrationListener; no events are consumed");
            return;
        }
        container.start();
        long interval = settings.checkInterval().toMillis();
        schedule = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("lockstep-subscriber").factory());
        var unused = schedule.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (schedule != null) {
            schedule.shutdownNow();
            schedule = null;
        }
        container.stop();
    }

    @Override
    public synchronized boolean isRunning() {
        return schedule != null && container.isRunning();
    }

    boolean isHealthy() {
        return listeners.isEmpty() || (isRunning() && container.isInExpectedState());
    }

    /** The largest number of records that a partition has and the subscriber has not read. */
    double lag() {
        return container.metrics().values().stream()
                .flatMap(metrics -> metrics.entrySet().stream())
                .filter(metric -> metric.getKey().name().equals("records-lag-max"))
                .mapToDouble(
                        metric -> metric.getValue().metricValue() instanceof Number value ? value.doubleValue() : 0)
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(0);
    }

    private void check() {
        try {
            store.forgetEndedBefore(clock.instant().minus(settings.keepEnded()));
            Collection<TopicPartition> assigned = container.getAssignedPartitions();
            if (identity.differs(assigned == null ? List.of() : assigned)) {
                restart();
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("The check of the topic failed; it is repeated");
        }
    }

    private synchronized void restart() {
        if (schedule != null) {
            LOG.atWarn().log("The topic was created again; its events are read from the beginning");
            container.stop();
            container.start();
        }
    }
}
