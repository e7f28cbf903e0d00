package dev.lockstep.coordinator.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.target.TargetView.Readiness;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.event.ListenerContainerIdleEvent;

class KafkaTargetListenerTest extends KafkaTargetListenerCase {
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
}
