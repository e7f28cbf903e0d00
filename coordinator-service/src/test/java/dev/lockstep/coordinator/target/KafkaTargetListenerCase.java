package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.target.TargetView.Readiness;
import dev.lockstep.service.KafkaDeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A listener that reads messages from a list, and sends to a producer without a broker. */
abstract class KafkaTargetListenerCase {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final TopicPartition PARTITION = new TopicPartition(Topics.TARGETS, 0);

    static final Instant AFTER_SILENCE = NOW.plus(TargetRemoval.MIN_SILENCE);
    static final long SILENT = TargetRemoval.MIN_SILENCE.toNanos();

    long nanoTime;
    final RegisteredTargets targets = new RegisteredTargets(() -> nanoTime);
    final JdbcRegistrations database =
            new JdbcRegistrations(TestDatabase.create().jdbc());
    final RegistrationRecorder recorder = new RegistrationRecorder(targets, database, _target -> {}, _obsolete -> {});
    Runnable duringSend = () -> {};

    @Nullable Future<RecordMetadata> failure;

    final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(
                        ProducerRecord<byte[], byte[]> message, @Nullable Callback callback) {
                    duringSend.run();
                    return failure == null ? super.send(message, callback) : failure;
                }
            };
    final KafkaDeadLetters deadLetters = new KafkaDeadLetters(() -> producer, new SimpleMeterRegistry());
    final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    int changes;
    final KafkaRegistrationMessages registrations =
            new KafkaRegistrationMessages(() -> producer, Clock.fixed(NOW, ZoneOffset.UTC));
    final TargetRemoval removal = new TargetRemoval(targets, recorder, registrations);
    final KafkaTargetListener listener = new KafkaTargetListener(
            recorder, registrations, deadLetters, Clock.fixed(NOW, ZoneOffset.UTC), () -> changes++);
    final List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();

    @AfterEach
    final void close() {
        deadLetters.close();
        consumer.close();
    }

    static String registration(String target, String worker) {
        return """
                {"target": "%s", "kind": "postgres", "operations": ["postgres.sql"], "worker": "%s",
                "at": "2026-01-01T00:00:00Z"}
                """
                .formatted(target, worker);
    }

    static String heartbeat(String worker) {
        return "{\"worker\": \"%s\", \"at\": \"2026-01-01T00:00:00Z\"}".formatted(worker);
    }

    void add(String key, @Nullable String value, Instant sentAt) {
        add(key, value == null ? null : value.getBytes(StandardCharsets.UTF_8), sentAt, new RecordHeaders());
    }

    void add(String key, byte @Nullable [] value, Instant sentAt, Headers headers) {
        messages.add(new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                messages.size(),
                sentAt.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                Optional.empty()));
    }

    /** Adds the messages that were sent since. */
    void addSent(int since) {
        for (ProducerRecord<byte[], byte[]> sent :
                producer.history().subList(since, producer.history().size())) {
            add(new String(sent.key(), StandardCharsets.UTF_8), sent.value(), AFTER_SILENCE, sent.headers());
        }
    }

    /** Handles the messages from an index on, of which all were sent after the start. */
    void handleFrom(int index) {
        listener.onMessage(messages.subList(index, messages.size()), consumer);
    }

    /** Handles all messages; those from an offset on were sent after the start. */
    void handle(long backlogEnd) {
        consumer.updateEndOffsets(Map.of(PARTITION, backlogEnd));
        listener.onMessage(messages, consumer);
    }

    List<String> deadLetterReasons() {
        return producer.history().stream()
                .map(letter -> new String(
                        letter.headers().lastHeader("lockstep_reason").value(), StandardCharsets.UTF_8))
                .toList();
    }

    Readiness state(String target) {
        return targets.find(new TargetName(target)).orElseThrow().state();
    }
}
