package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PublicEventsTest extends ApplicationTest {
    @Nested
    class The_public_events {
        @Test
        void have_dense_sequences_in_order_and_end_with_the_outcome() {
            try (Subscriber subscriber = new Subscriber(SharedKafka.bootstrapServers(), Topics.MIGRATIONS)) {
                String id = submitAndComplete(TestPlans.threeStores(TestPlans.newName()));
                assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(202);
                awaitState(id, "ROLLED_BACK");
                List<ConsumerRecord<String, byte[]>> events = subscriber.readUntil(
                        message -> message.key().equals(id)
                                && Subscriber.header(message, "ce_type").endsWith("rolled-back"),
                        message -> message.key().equals(id));
                assertThat(events)
                        .extracting(
                                message -> Subscriber.header(message, "ce_type").replace("dev.lockstep.migration.", ""))
                        .containsExactly(
                                "started",
                                "step.applied",
                                "step.applied",
                                "step.applied",
                                "completed",
                                "rollback-began",
                                "step.compensated",
                                "step.compensated",
                                "step.compensated",
                                "rolled-back");
                assertThat(events)
                        .extracting(message -> Subscriber.header(message, "ce_sequence"))
                        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
                assertThat(events)
                        .extracting(message -> Subscriber.header(message, "ce_round"))
                        .containsExactly("1", "1", "1", "1", "1", "2", "2", "2", "2", "2");
                assertThat(events).allSatisfy(message -> {
                    assertThat(Subscriber.header(message, "ce_specversion")).isEqualTo("1.0");
                    assertThat(Subscriber.header(message, "ce_subject")).isEqualTo(id);
                    assertThat(Subscriber.header(message, "content-type")).isEqualTo("application/json");
                });
            }
        }
    }

    @Nested
    class The_timeline {
        @Test
        void has_dense_sequences_actors_and_reasons() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            JsonNode items =
                    api.get("/api/v1/migrations/%s/events".formatted(id)).json().path("items");
            assertThat(items.valueStream().map(item -> item.path("sequence").longValue()))
                    .startsWith(1L, 2L, 3L)
                    .isSorted();
            assertThat(items.path(0).path("type").asString()).isEqualTo("submitted.v1");
            assertThat(items.at("/0/actor/name").asString()).isEqualTo("first-token");
            assertThat(items.size())
                    .isEqualTo(api.migration(id).json().path("version").intValue());
        }

        @Test
        void streams_events_and_resumes_after_the_last_event_id() {
            ignoreCommands(Command.Apply.class::isInstance);
            String id = submit(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            try (EventReader reader = EventReader.open(api, id, null)) {
                assertThat(reader.readUntil("dispatched.v1")).isNotEmpty();
                succeedFromNowOn();
                assertThat(reader.readUntil("completed.v1")).isNotEmpty();
            }
            try (EventReader reader = EventReader.open(api, id, "3")) {
                assertThat(reader.readUntil("completed.v1").getFirst()).isEqualTo("4");
            }
        }
    }
}
