package dev.lockstep.coordinator.target;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaTargetListenerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TopicPartition PARTITION = new TopicPartition(Topics.TARGETS, 0);

    private final RegisteredTargets targets = new RegisteredTargets(() -> 0);
    private final JdbcRegistrations database =
            new JdbcRegistrations(TestDatabase.create().jdbc());
    private final RegistrationRecorder recorder =
            new RegistrationRecorder(targets, database, _target -> {}, _obsolete -> {});
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaDeadLetters deadLetters = new KafkaDeadLetters(() -> producer, new SimpleMeterRegistry());
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private int changes;
    private final KafkaTargetListener listener =
            new KafkaTargetListener(recorder, deadLetters, Clock.fixed(NOW, ZoneOffset.UTC), () -> changes++);
    private final List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();

    @AfterEach
    void close() {
        deadLetters.close();
        consumer.close();
    }

    private static String registration(String target, String worker) {
        return """
                {"target": "%s", "kind": "postgres", "operations": ["postgres.sql"], "worker": "%s",
                "at": "2026-01-01T00:00:00Z"}
                """
                .formatted(target, worker);
    }

    private static String heartbeat(String worker) {
        return "{\"worker\": \"%s\", \"at\": \"2026-01-01T00:00:00Z\"}".formatted(worker);
    }

    private void add(String key, @Nullable String value, Instant sentAt) {
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        messages.add(new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                messages.size(),
                sentAt.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key.getBytes(StandardCharsets.UTF_8),
                bytes,
                new RecordHeaders(),
                Optional.empty()));
    }

    /** Handles all messages; those from an offset on were sent after the start. */
    private void handle(long backlogEnd) {
        consumer.updateEndOffsets(Map.of(PARTITION, backlogEnd));
        listener.onMessage(messages, consumer);
    }

    private List<String> deadLetterReasons() {
        return producer.history().stream()
                .map(letter -> new String(
                        letter.headers().lastHeader("lockstep_reason").value(), StandardCharsets.UTF_8))
                .toList();
    }

    private Readiness state(String target) {
        return targets.find(new TargetName(target)).orElseThrow().state();
    }

    @Nested
    class An_unreadable_message {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "null",
                    "",
                    "[]",
                    "1",
                    "{",
                    "{}",
                    "{\"target\": null, \"worker\": \"w\"}",
                    "{\"worker\": null, \"at\": \"2026-01-01T00:00:00Z\"}",
                })
        void goes_to_the_dead_letters_and_the_next_message_is_handled(String value) {
            assertIsRefusedAlone(value);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\\u0000", "\\ud800"})
        void is_one_with_a_text_that_the_database_cannot_store(String character) {
            assertIsRefusedAlone(registration("other", "w" + character));
            assertThat(deadLetterReasons().getFirst()).contains("a text contains");
        }

        @Test
        void is_one_with_the_name_of_a_worker_that_is_too_long_for_an_index() {
            assertIsRefusedAlone(heartbeat("w".repeat(513)));
            assertThat(deadLetterReasons().getFirst()).contains("513 characters; the limit is 512");
        }

        private void assertIsRefusedAlone(String value) {
            add("key", value, NOW);
            add("a/w", registration("a", "w"), NOW);
            handle(0);
            assertThat(producer.history()).hasSize(1).allMatch(letter -> letter.topic()
                    .equals(Topics.deadLettersOf(Topics.TARGETS)));
            assertThat(targets.all()).extracting(TargetView::name).containsExactly(new TargetName("a"));
            assertThat(changes).isEqualTo(1);
            recorder.save();
            assertThat(database.all()).hasSize(1);
        }
    }

    @Nested
    class A_message_from_before_the_start {
        private final Instant minuteAgo = NOW.minusSeconds(60);

        @Test
        void has_the_age_of_its_time_in_kafka_and_later_ones_count_as_sent_now() {
            add("old/first", registration("old", "first"), minuteAgo);
            add("recent/second", registration("recent", "second"), NOW.minusSeconds(1));
            add("live/third", registration("live", "third"), minuteAgo);
            handle(2);
            assertThat(state("old")).isEqualTo(Readiness.SILENT);
            assertThat(state("recent")).isEqualTo(Readiness.READY);
            assertThat(state("live")).isEqualTo(Readiness.READY);
        }

        @Test
        void is_renewed_by_a_later_heartbeat() {
            add("a/w", registration("a", "w"), minuteAgo);
            add("w", heartbeat("w"), minuteAgo);
            handle(1);
            assertThat(state("a")).isEqualTo(Readiness.READY);
        }

        @Test
        void with_a_time_in_the_future_counts_as_sent_now() {
            add("a/w", registration("a", "w"), NOW.plusSeconds(60));
            handle(1);
            assertThat(state("a")).isEqualTo(Readiness.READY);
        }
    }

    @Nested
    class A_tombstone {
        @Test
        void removes_the_registration_with_its_key() {
            add("a/w", registration("a", "w"), NOW);
            add("b/w", registration("b", "w"), NOW);
            add("a/w", null, NOW);
            handle(0);
            assertThat(targets.all()).extracting(TargetView::name).containsExactly(new TargetName("b"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"w", "", "A/w", "a/w\0"})
        void with_another_key_changes_nothing(String key) {
            add("a/w", registration("a", "w"), NOW);
            add(key, null, NOW);
            handle(0);
            recorder.save();
            assertThat(database.all()).hasSize(1);
            assertThat(producer.history()).isEmpty();
        }
    }
}
