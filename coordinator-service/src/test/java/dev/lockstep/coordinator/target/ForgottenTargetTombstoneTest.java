package dev.lockstep.coordinator.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.target.TargetView.Readiness;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ForgottenTargetTombstoneTest extends KafkaTargetListenerCase {
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
