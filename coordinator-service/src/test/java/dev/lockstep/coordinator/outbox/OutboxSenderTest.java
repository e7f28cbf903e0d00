package dev.lockstep.coordinator.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OutboxSenderTest {
    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");
    private final MigrationId migration = new MigrationId(UUID.randomUUID());
    private final ConcurrentLinkedQueue<OutboxMessage> sent = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<CompletableFuture<PublishResult>> answers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<OutboxRow> published = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<MigrationId> unsent = new ConcurrentLinkedQueue<>();
    private final OutboxSender sender = new OutboxSender(this::send, published::add, unsent::add);

    private CompletableFuture<PublishResult> send(OutboxMessage message) {
        CompletableFuture<PublishResult> answer = new CompletableFuture<>();
        answers.add(answer);
        sent.add(message);
        return answer;
    }

    @AfterEach
    void stop() {
        sender.close();
    }

    private OutboxRow event(long sequence) {
        return event(sequence, false);
    }

    private OutboxRow event(long sequence, boolean followsPublished) {
        OutboxMessage message = OutboxMessage.of(
                migration,
                new OutboxMessage.Order(1, sequence),
                Actor.coordinator(),
                new MigrationEvent.Completed(new PlanName("a"), null, null),
                NOW);
        return new OutboxRow(sequence, message, followsPublished);
    }

    private OutboxRow command(long number) {
        return new OutboxRow(
                number,
                new OutboxMessage(
                        migration,
                        "lockstep.commands.main-postgres",
                        Map.of(),
                        "{}",
                        new StepId("a"),
                        new DispatchNumber(number),
                        null),
                false);
    }

    private void awaitSent(int count) {
        Awaitility.await().untilAsserted(() -> assertThat(sent).hasSize(count));
    }

    /** Sends a command and waits for it: everything that was handed over before was sent or left out by then. */
    private void awaitSentWithAnotherCommand(int count) {
        sender.send(List.of(command(99)));
        awaitSent(count + 1);
    }

    private void answerNext(PublishResult result) {
        CompletableFuture<PublishResult> next = answers.poll();
        assertThat(next).isNotNull();
        next.complete(result);
    }

    @Nested
    class A_command {
        @Test
        void is_sent_without_waiting_for_others() {
            sender.send(List.of(command(1), event(1), command(2)));
            awaitSent(3);
        }

        @Test
        void that_kafka_has_is_handed_on_as_published() {
            sender.send(List.of(command(1)));
            awaitSent(1);
            answerNext(new PublishResult.Published());
            assertThat(published).extracting(OutboxRow::id).containsExactly(1L);
        }

        @Test
        void that_kafka_defers_stays_unpublished() {
            sender.send(List.of(command(1)));
            awaitSent(1);
            answerNext(new PublishResult.Deferred("Kafka is not reachable"));
            assertThat(published).isEmpty();
        }
    }

    @Nested
    class A_public_event {
        @Test
        void is_sent_when_kafka_has_the_previous_one() {
            sender.send(List.of(event(1), event(2)));
            awaitSentWithAnotherCommand(1);
            answerNext(new PublishResult.Published());
            awaitSent(3);
            assertThat(sent).last().extracting(OutboxMessage::sequence).isEqualTo(2L);
        }

        @Test
        void whose_previous_one_was_deferred_is_left_to_the_relay() {
            sender.send(List.of(event(1), event(2)));
            awaitSent(1);
            answerNext(new PublishResult.Deferred("Kafka is not reachable"));
            sender.send(List.of(event(3)));
            awaitSentWithAnotherCommand(1);
            assertThat(published).isEmpty();
            assertThat(unsent).containsOnly(migration).hasSize(2);
        }

        @Test
        void whose_previous_one_another_coordinator_sends_is_left_to_the_relay() {
            sender.send(List.of(event(2)));
            awaitSentWithAnotherCommand(0);
            assertThat(unsent).containsExactly(migration);
        }

        @Test
        void whose_previous_one_another_coordinator_has_published_is_sent_at_once() {
            sender.send(List.of(event(2, true)));
            awaitSent(1);
        }

        @Test
        void is_sent_at_once_when_the_previous_one_was_published_before() {
            sender.send(List.of(event(1)));
            awaitSent(1);
            answerNext(new PublishResult.Published());
            sender.send(List.of(event(2)));
            awaitSent(2);
        }
    }
}
