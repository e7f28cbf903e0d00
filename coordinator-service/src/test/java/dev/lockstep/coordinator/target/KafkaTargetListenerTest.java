package dev.lockstep.coordinator.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.target.TargetView.Readiness;
import dev.lockstep.service.KafkaDeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.event.ListenerContainerIdleEvent;

class KafkaTargetListenerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TopicPartition PARTITION = new TopicPartition(Topics.TARGETS, 0);

    private static final Instant AFTER_SILENCE = NOW.plus(TargetRemoval.MIN_SILENCE);
    private static final long SILENT = TargetRemoval.MIN_SILENCE.toNanos();

    private long nanoTime;
    private final RegisteredTargets targets = new RegisteredTargets(() -> nanoTime);
    private final JdbcRegistrations database =
            new JdbcRegistrations(TestDatabase.create().jdbc());
    private final RegistrationRecorder recorder =
            new RegistrationRecorder(targets, database, _target -> {}, _obsolete -> {});
    private Runnable duringSend = () -> {};
    private @Nullable Future<RecordMetadata> failure;
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(
                        ProducerRecord<byte[], byte[]> message, @Nullable Callback callback) {
                    duringSend.run();
                    return failure == null ? super.send(message, callback) : failure;
                }
            };
    private final KafkaDeadLetters deadLetters = new KafkaDeadLetters(() -> producer, new SimpleMeterRegistry());
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private int changes;
    private final KafkaRegistrationMessages registrations =
            new KafkaRegistrationMessages(() -> producer, Clock.fixed(NOW, ZoneOffset.UTC));
    private final TargetRemoval removal = new TargetRemoval(targets, recorder, registrations);
    private final KafkaTargetListener listener = new KafkaTargetListener(
            recorder, registrations, deadLetters, Clock.fixed(NOW, ZoneOffset.UTC), () -> changes++);
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
        add(key, value == null ? null : value.getBytes(StandardCharsets.UTF_8), sentAt, new RecordHeaders());
    }

    private void add(String key, byte @Nullable [] value, Instant sentAt, Headers headers) {
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
    private void addSent(int since) {
        for (ProducerRecord<byte[], byte[]> sent :
                producer.history().subList(since, producer.history().size())) {
            add(new String(sent.key(), StandardCharsets.UTF_8), sent.value(), AFTER_SILENCE, sent.headers());
        }
    }

    /** Handles the messages from an index on, of which all were sent after the start. */
    private void handleFrom(int index) {
        listener.onMessage(messages.subList(index, messages.size()), consumer);
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
    class The_backlog {
        @Test
        void is_read_when_its_last_message_is_recorded() {
            assertThat(removal.isTooEarly()).isTrue();
            add("a/w", registration("a", "w"), NOW);
            handle(2);
            assertThat(removal.isTooEarly()).isTrue();
            add("w", heartbeat("w"), NOW);
            handleFrom(1);
            assertThat(removal.isTooEarly()).isFalse();
        }

        @Test
        void of_an_empty_topic_is_read_once_Kafka_tells_its_end() {
            listener.onIdle(idle());
            assertThat(removal.isTooEarly()).as("without a partition").isTrue();
            consumer.assign(Set.of(PARTITION));
            consumer.updateEndOffsets(Map.of(PARTITION, 7L));
            consumer.seek(PARTITION, 6);
            listener.onIdle(idle());
            assertThat(removal.isTooEarly()).as("a message is not read").isTrue();
            consumer.seek(PARTITION, 7);
            consumer.setOffsetsException(new TimeoutException("no broker"));
            listener.onIdle(idle());
            assertThat(removal.isTooEarly()).as("Kafka is not reachable").isTrue();
            listener.onIdle(idle());
            assertThat(removal.isTooEarly()).isFalse();
        }

        private ListenerContainerIdleEvent idle() {
            return new ListenerContainerIdleEvent(this, this, 1000, "targets", Set.of(PARTITION), consumer, false);
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

    @Nested
    class The_tombstone_of_a_forgotten_target {
        @Test
        void removes_it_from_every_coordinator_and_from_the_database() {
            registerAndForget();
            assertThat(targets.all()).extracting(TargetView::name).containsExactly(new TargetName("b"));
            // As another coordinator, which has the registration still.
            targets.register(stored("a"), TargetRemoval.MIN_SILENCE);
            recorder.save();
            handleFrom(2);
            recorder.save();
            assertThat(producer.history()).hasSize(1);
            assertThat(targets.all()).extracting(TargetView::name).containsExactly(new TargetName("b"));
            assertThat(database.all())
                    .extracting(row -> row.registration().target().value())
                    .containsExactly("b");
        }

        @Test
        void is_answered_with_the_registration_if_its_worker_was_back_before_it() {
            registerAndForget();
            ConsumerRecord<byte[], byte[]> tombstone = messages.removeLast();
            add("w", heartbeat("w"), NOW.plusMillis(1));
            messages.add(tombstone);
            handleFrom(2);
            assertThat(producer.history()).hasSize(2);
            assertThat(targets.find(new TargetName("a"))).isEmpty();
            addSent(1);
            handleFrom(4);
            assertThat(state("a")).isEqualTo(Readiness.READY);
            assertThat(targets.find(new TargetName("a")).orElseThrow().operations())
                    .containsExactly("postgres.sql");
        }

        @Test
        void removes_it_if_its_worker_was_silent_before_it_even_if_the_last_message_is_read_late() {
            registerAndForget();
            ConsumerRecord<byte[], byte[]> tombstone = messages.removeLast();
            add("w", heartbeat("w"), NOW);
            messages.add(tombstone);
            // As another coordinator, which has the registration still and reads both at once.
            targets.register(stored("a"), TargetRemoval.MIN_SILENCE);
            handleFrom(2);
            assertThat(producer.history()).hasSize(1);
            assertThat(targets.find(new TargetName("a"))).isEmpty();
        }

        @Test
        void only_removes_it_if_it_was_sent_before_the_start() {
            registerAndForget();
            KafkaTargetListener started = new KafkaTargetListener(
                    recorder, registrations, deadLetters, Clock.fixed(NOW, ZoneOffset.UTC), () -> changes++);
            consumer.updateEndOffsets(Map.of(PARTITION, 3L));
            started.onMessage(messages, consumer);
            assertThat(producer.history()).hasSize(1);
            assertThat(targets.all()).extracting(TargetView::name).containsExactly(new TargetName("b"));
        }

        @Test
        void is_not_sent_for_a_worker_that_was_heard_of_meanwhile() {
            add("a/old", registration("a", "old"), NOW);
            handle(0);
            nanoTime += SILENT;
            add("a/new", registration("a", "new"), NOW);
            handleFrom(1);
            removal.remove(new TargetName("a"));
            assertThat(producer.history())
                    .extracting(sent -> new String(sent.key(), StandardCharsets.UTF_8))
                    .containsExactly("a/old");
            assertThat(state("a")).isEqualTo(Readiness.READY);
        }

        @Test
        void removes_nothing_here_of_a_worker_that_is_back_while_Kafka_stores_it() {
            // As the listener, on its own thread, while the caller waits for Kafka.
            duringSend = () -> recorder.register(stored("a"), Duration.ZERO);
            add("a/w", registration("a", "w"), NOW);
            add("a/silent", registration("a", "silent"), NOW);
            handle(0);
            nanoTime += SILENT;
            assertThat(removal.remove(new TargetName("a"))).containsExactly("w");
            assertThat(state("a")).isEqualTo(Readiness.READY);
            assertThat(targets.registrations(new TargetName("a")))
                    .extracting(LatestRegistration::worker)
                    .containsExactly("w");
            recorder.save();
            assertThat(database.all())
                    .extracting(row -> row.registration().worker())
                    .containsExactly("w");
        }

        @Test
        void is_not_sent_for_further_workers_once_Kafka_has_not_taken_one() {
            add("a/w", registration("a", "w"), NOW);
            add("a/other", registration("a", "other"), NOW);
            handle(0);
            nanoTime += SILENT;
            int[] sends = {0};
            duringSend = () -> sends[0]++;
            failure = CompletableFuture.failedFuture(new TimeoutException("no metadata"));
            assertThatThrownBy(() -> removal.remove(new TargetName("a")))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("no metadata");
            assertThat(sends[0]).isEqualTo(1);
            assertThat(state("a")).isEqualTo(Readiness.SILENT);
        }

        @Test
        void leaves_everything_as_it_was_if_Kafka_does_not_take_it() {
            add("a/w", registration("a", "w"), NOW);
            handle(0);
            nanoTime += SILENT;
            producer.sendException = new TimeoutException("no broker");
            assertThatThrownBy(() -> removal.remove(new TargetName("a")))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("no broker");
            assertThat(state("a")).isEqualTo(Readiness.SILENT);
        }

        private LatestRegistration stored(String target) {
            return LatestRegistration.of(
                    LockstepJson.messages().readValue(registration(target, "w"), TargetRegistration.class));
        }

        /** Worker w serves a, another one serves b; a is forgotten after a silence. */
        private void registerAndForget() {
            add("a/w", registration("a", "w"), NOW);
            add("b/other", registration("b", "other"), NOW);
            handle(0);
            recorder.save();
            nanoTime += SILENT;
            assertThat(removal.workers(new TargetName("a")))
                    .isEqualTo(new TargetRemoval.Workers(List.of("w"), TargetRemoval.MIN_SILENCE));
            removal.remove(new TargetName("a"));
            addSent(0);
        }
    }
}
