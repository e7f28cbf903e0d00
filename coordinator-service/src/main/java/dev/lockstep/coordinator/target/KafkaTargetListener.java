package dev.lockstep.coordinator.target;

import dev.lockstep.contract.json.JsonErrorText;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.WorkerHeartbeat;
import dev.lockstep.coordinator.http.StorableTextRule;
import dev.lockstep.service.KafkaDeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the registrations and heartbeats of workers, from the beginning of their topic at each start. It waits neither
 * for the database nor for a topic.
 */
final class KafkaTargetListener implements BatchConsumerAwareMessageListener<byte[], byte[]> {
    private static final Duration IDLE_CALL_TIME = Duration.ofSeconds(1);

    private final RegistrationRecorder recorder;
    private final KafkaRegistrationMessages registrations;
    private final KafkaDeadLetters deadLetters;
    private final Clock clock;
    private final Runnable onChange;
    private final RecentWorkers recent = new RecentWorkers();
    // Offset at which the messages end that were sent before the start.
    private @Nullable Long backlogEnd;

    /**
     * @param onChange called if a message has changed a target, because a queued migration may wait for it
     */
    KafkaTargetListener(
            RegistrationRecorder recorder,
            KafkaRegistrationMessages registrations,
            KafkaDeadLetters deadLetters,
            Clock clock,
            Runnable onChange) {
        this.recorder = recorder;
        this.registrations = registrations;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.onChange = onChange;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> messages, @Nullable Consumer<?, ?> consumer) {
        boolean isChanged = false;
        for (ConsumerRecord<byte[], byte[]> message : messages) {
            isChanged |= handle(message, Objects.requireNonNull(consumer));
        }
        if (isChanged) {
            onChange.run();
        }
        if (Objects.equals(backlogEnd, 0L)) {
            recorder.endBacklog();
        }
    }

    /** Called while no messages arrive. No message ends the backlog of an empty topic, or of one whose last message is deleted. */
    @EventListener
    void onIdle(ListenerContainerIdleEvent event) {
        if (recorder.hasBacklog() && isRead(Objects.requireNonNull(event.getConsumer()))) {
            recorder.endBacklog();
        }
    }

    private static boolean isRead(Consumer<?, ?> consumer) {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), IDLE_CALL_TIME);
            return !ends.isEmpty()
                    && ends.entrySet().stream()
                            .allMatch(end -> consumer.position(end.getKey(), IDLE_CALL_TIME) >= end.getValue());
        } catch (KafkaException _) {
            // Kafka is not reachable, or the topic does not exist yet.
            return false;
        }
    }

    private boolean handle(ConsumerRecord<byte[], byte[]> message, Consumer<?, ?> consumer) {
        boolean isBacklog = isBacklog(message, consumer);
        Duration age = age(message, isBacklog);
        if (message.value() == null) {
            String key = message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
            // The registration follows if the worker was back, and may be followed by its withdrawal.
            RegistrationKey.parse(key)
                    .ifPresent(isBacklog ? recorder::remove : found -> removeUnlessBack(found, message));
            return true;
        }
        try {
            return record(LockstepJson.messages().readTree(message.value()), message.timestamp(), age);
        } catch (JacksonException e) {
            deadLetters.send(message, "unreadable registration: " + JsonErrorText.of(e));
            return false;
        } catch (IllegalArgumentException | StackOverflowError e) {
            deadLetters.send(message, "unreadable registration: " + e.getMessage());
            return false;
        }
    }

    // The worker of a forgotten target may have been back before Kafka stored the tombstone, and does not register the
    // target again.
    private void removeUnlessBack(RegistrationKey key, ConsumerRecord<byte[], byte[]> tombstone) {
        KafkaRegistrationMessages.forgotten(tombstone)
                .filter(_registration -> recent.contains(key.worker(), tombstone.timestamp()))
                .ifPresentOrElse(registration -> registrations.restore(key, registration), () -> recorder.remove(key));
    }

    /** A message with a target is a registration; one without is a heartbeat. */
    private boolean record(JsonNode message, long timestamp, Duration age) {
        if (!message.isObject()) {
            throw new IllegalArgumentException("the message is not a JSON object");
        }
        if (message.has("target")) {
            TargetRegistration registration = LockstepJson.messages().treeToValue(message, TargetRegistration.class);
            checkPresent(registration.target(), registration.kind(), registration.worker());
            checkWorker(registration.worker());
            checkStorable(registration.serverVersion() + registration.operations() + registration.requests());
            recent.add(registration.worker(), timestamp);
            return recorder.register(LatestRegistration.of(registration), age);
        }
        WorkerHeartbeat heartbeat = LockstepJson.messages().treeToValue(message, WorkerHeartbeat.class);
        checkPresent(heartbeat.worker());
        checkWorker(heartbeat.worker());
        recent.add(heartbeat.worker(), timestamp);
        return recorder.renew(heartbeat.worker(), age);
    }

    /** Jackson refuses an absent field but accepts {@code null}. */
    private static void checkPresent(@Nullable Object... required) {
        if (Stream.of(required).anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("a required field is null");
        }
    }

    private static void checkWorker(String worker) {
        if (worker.length() > RegistrationKey.MAX_WORKER_LENGTH) {
            throw new IllegalArgumentException("the name of the worker has %d characters; the limit is %d"
                    .formatted(worker.length(), RegistrationKey.MAX_WORKER_LENGTH));
        }
        checkStorable(worker);
    }

    /** One registration that PostgreSQL cannot store must not prevent that others are stored. */
    private static void checkStorable(String text) {
        if (!StorableTextRule.isStorable(text)) {
            throw new IllegalArgumentException("a text %s".formatted(StorableTextRule.violation(text)));
        }
    }

    // Messages from before the start have the age that Kafka's clock gives.
    // Later messages count as sent now, because no two clocks are the same.
    private Duration age(ConsumerRecord<byte[], byte[]> message, boolean isBacklog) {
        Duration age = Duration.between(Instant.ofEpochMilli(message.timestamp()), clock.instant());
        return !isBacklog || age.isNegative() ? Duration.ZERO : age;
    }

    /** Whether a message was sent before the start. */
    private boolean isBacklog(ConsumerRecord<byte[], byte[]> message, Consumer<?, ?> consumer) {
        long end = backlogEnd == null ? end(message, consumer) : backlogEnd;
        backlogEnd = message.offset() + 1 >= end ? Long.valueOf(0) : Long.valueOf(end);
        return message.offset() < end;
    }

    private static long end(ConsumerRecord<byte[], byte[]> message, Consumer<?, ?> consumer) {
        TopicPartition partition = new TopicPartition(message.topic(), message.partition());
        return consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
    }
}
