package dev.lockstep.coordinator.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRegistration;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

class SeenFromOutsideTest extends Running {
    private static String header(ConsumerRecord<String, byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Nested
    class The_public_events {
        @Test
        void are_dense_in_order_and_end_with_the_outcome() {
            try (Subscriber subscriber = new Subscriber(SharedKafka.bootstrapServers(), Topics.MIGRATIONS)) {
                String id = completed(Posted.threeStores(Posted.freshName()));
                assertThat(api.act(id, "rollback", BECAUSE).status()).isEqualTo(202);
                becomes(id, "ROLLED_BACK");
                List<ConsumerRecord<String, byte[]>> events = subscriber.until(
                        message -> message.key().equals(id)
                                && header(message, "ce_type").endsWith("rolled-back"),
                        message -> message.key().equals(id));
                assertThat(events)
                        .extracting(message -> header(message, "ce_type").replace("dev.lockstep.migration.", ""))
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
                        .extracting(message -> header(message, "ce_sequence"))
                        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
                assertThat(events)
                        .extracting(message -> header(message, "ce_round"))
                        .containsExactly("1", "1", "1", "1", "1", "2", "2", "2", "2", "2");
                assertThat(events).allSatisfy(message -> {
                    assertThat(header(message, "ce_specversion")).isEqualTo("1.0");
                    assertThat(header(message, "ce_subject")).isEqualTo(id);
                    assertThat(header(message, "content-type")).isEqualTo("application/json");
                });
            }
        }
    }

    @Nested
    class The_timeline {
        @Test
        void is_dense_and_tells_who_and_why() {
            String id = completed(Posted.single(Posted.freshName(), "pg-1"));
            JsonNode items =
                    api.get("/api/v1/migrations/%s/events".formatted(id)).json().path("items");
            assertThat(items.valueStream().map(item -> item.path("sequence").longValue()))
                    .startsWith(1L, 2L, 3L)
                    .isSorted();
            assertThat(items.path(0).path("type").asString()).isEqualTo("submitted.v1");
            assertThat(items.path(0).path("actor").asString()).isEqualTo("anonymous");
            assertThat(items.size())
                    .isEqualTo(api.migration(id).json().path("version").intValue());
        }

        @Test
        void streams_what_happens_and_goes_on_from_the_last_event_seen() {
            silentOn(Command.Apply.class::isInstance);
            String id = posted(Posted.single(Posted.freshName(), "pg-1"));
            try (EventReader reader = EventReader.of(api, id, null)) {
                assertThat(reader.until("dispatched.v1")).isNotEmpty();
                everyoneObeysAgain();
                assertThat(reader.until("completed.v1")).isNotEmpty();
            }
            try (EventReader reader = EventReader.of(api, id, "3")) {
                assertThat(reader.until("completed.v1").getFirst()).isEqualTo("4");
            }
        }
    }

    @Nested
    class A_poison_report {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "not json",
                    "{\"type\": \"succeeded\"}",
                    "{\"type\": \"exploded\", \"header\": {}}",
                    "{\"type\": \"succeeded\", \"type\": \"failed\"}",
                    "\u0000\u0000",
                    ""
                })
        void is_put_aside_and_the_next_one_is_handled(String poison) {
            try (Subscriber dead =
                    new Subscriber(SharedKafka.bootstrapServers(), Topics.deadLettersOf(Topics.REPORTS))) {
                String mark = UUID.randomUUID().toString();
                worker.send(new ProducerRecord<>(Topics.REPORTS, mark, poison.getBytes(StandardCharsets.UTF_8)));
                assertThat(dead.until(message -> mark.equals(message.key()), message -> mark.equals(message.key())))
                        .singleElement()
                        .satisfies(message ->
                                assertThat(header(message, "lockstep_reason")).isNotBlank());
                completed(Posted.single(Posted.freshName(), "pg-1"));
            }
        }

        @Test
        void of_great_depth_or_of_a_later_protocol_is_put_aside() {
            try (Subscriber dead =
                    new Subscriber(SharedKafka.bootstrapServers(), Topics.deadLettersOf(Topics.REPORTS))) {
                String id = completed(Posted.single(Posted.freshName(), "pg-1"));
                String deep = "[".repeat(10_000);
                worker.send(new ProducerRecord<>(Topics.REPORTS, id, deep.getBytes(StandardCharsets.UTF_8)));
                String later =
                        """
                        {"type": "accepted", "header": {"protocol": 99, "messageId": "%s", "migration": "%s",
                         "step": "only", "target": "pg-1", "dispatch": 1, "worker": "w"}}
                        """
                                .formatted(UUID.randomUUID(), id);
                worker.send(new ProducerRecord<>(Topics.REPORTS, id, later.getBytes(StandardCharsets.UTF_8)));
                List<ConsumerRecord<String, byte[]>> letters = dead.until(
                        message -> header(message, "lockstep_reason").contains("protocol is 99"),
                        message -> id.equals(message.key()));
                assertThat(letters).hasSize(2);
                assertThat(api.get("/actuator/prometheus").text()).contains("lockstep_dead_letters_total{");
            }
        }

        @Test
        void from_another_database_is_refused() {
            try (Subscriber dead =
                    new Subscriber(SharedKafka.bootstrapServers(), Topics.deadLettersOf(Topics.REPORTS))) {
                String id = completed(Posted.single(Posted.freshName(), "pg-1"));
                Command apply = worker.heard(id).getLast();
                String report = LockstepJson.messages()
                        .writeValueAsString(ScriptedWorker.success(apply))
                        .replace(
                                ScriptedWorker.headerFor(apply).identity() + "",
                                UUID.randomUUID().toString());
                worker.send(new ProducerRecord<>(Topics.REPORTS, id, report.getBytes(StandardCharsets.UTF_8)));
                assertThat(dead.until(message -> id.equals(message.key()), message -> id.equals(message.key())))
                        .extracting(message -> header(message, "lockstep_reason"))
                        .first()
                        .asString()
                        .contains("it speaks of database");
            }
        }
    }

    @Nested
    class A_target {
        private JsonNode target(String name) {
            return api.get("/api/v1/targets")
                    .json()
                    .path("items")
                    .valueStream()
                    .filter(item -> item.path("name").asString().equals(name))
                    .findFirst()
                    .orElse(MissingNode.getInstance());
        }

        @Test
        void tells_what_stands_on_it_and_what_was_done_to_it() {
            String id = completed(Posted.single(Posted.freshName(), "pg-2"));
            JsonNode current = api.get("/api/v1/targets/pg-2/current").json();
            assertThat(current.path("version").asString()).isEqualTo("1");
            assertThat(current.path("items").path(0).path("migration").asString())
                    .isEqualTo(id);
            JsonNode history = api.get("/api/v1/targets/pg-2/history").json().path("items");
            assertThat(history.path(0).path("outcome").asString()).isEqualTo("COMPLETED");
            assertThat(history.path(0).path("steps").path(0).path("id").asString())
                    .isEqualTo("only");
            assertThat(api.get("/api/v1/targets/nobody/history").status()).isEqualTo(404);
        }

        @Test
        void is_ready_while_it_is_heard_of() {
            assertThat(target("pg-2").path("state").asString()).isEqualTo("READY");
            assertThat(target("pg-2").path("workers").path(0).asString()).isEqualTo("scripted-1");
        }

        @Test
        void with_two_identities_is_unusable_and_says_why() {
            for (int worker = 1; worker <= 2; worker++) {
                SharedCoordinator.worker()
                        .say(new TargetRegistration(
                                new TargetName("torn"),
                                TargetKind.POSTGRES,
                                new TargetIdentity(UUID.randomUUID()),
                                "18",
                                List.of("postgres.sql"),
                                "worker-" + worker,
                                Clock.systemUTC().instant()));
            }
            Waits.until().untilAsserted(() -> {
                assertThat(target("torn").path("state").asString()).isEqualTo("UNUSABLE");
                assertThat(target("torn").path("reason").asString()).contains("two identities");
            });
            String id = posted(Posted.single(Posted.freshName(), "torn"));
            assertThat(api.migration(id).json().path("waitingFor").asString()).contains("two identities");
            assertThat(api.act(id, "cancel", BECAUSE).status()).isEqualTo(202);
        }

        @Test
        void under_two_names_is_unusable_under_both() {
            TargetIdentity one = new TargetIdentity(UUID.randomUUID());
            for (String name : List.of("twin-a", "twin-b")) {
                worker.say(new TargetRegistration(
                        new TargetName(name),
                        TargetKind.REDIS,
                        one,
                        "7",
                        List.of("redis.transform"),
                        "worker-1",
                        Clock.systemUTC().instant()));
            }
            Waits.until().untilAsserted(() -> {
                assertThat(target("twin-a").path("reason").asString()).contains("twin-b");
                assertThat(target("twin-b").path("reason").asString()).contains("twin-a");
            });
        }
    }

    @Nested
    class The_list {
        @Test
        void finds_by_state_target_label_and_name_page_by_page() {
            String name = Posted.freshName();
            String id = completed(Posted.threeStores(name));
            assertThat(api.get("/api/v1/migrations?label=ticket:SB-142&state=completed&target=main-mongo&name=" + name)
                            .json()
                            .path("items")
                            .path(0)
                            .path("id")
                            .asString())
                    .isEqualTo(id);
            completed(Posted.single(Posted.freshName(), "pg-1"));
            JsonNode first = api.get("/api/v1/migrations?limit=1").json();
            JsonNode second = api.get("/api/v1/migrations?limit=1&after="
                            + first.path("next").asString())
                    .json();
            assertThat(second.path("items").path(0).path("id"))
                    .isNotEqualTo(first.path("items").path(0).path("id"));
        }
    }

    @Nested
    class The_instruments {
        @Test
        void say_that_it_lives_and_is_ready() {
            assertThat(api.get("/actuator/health/liveness").status()).isEqualTo(200);
            assertThat(api.get("/actuator/health/readiness").text())
                    .contains("kafka")
                    .contains("db");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "lockstep_migrations{",
                    "lockstep_migrations_finished_total{",
                    "lockstep_outbox_age_seconds",
                    "lockstep_outbox_parked",
                    "lockstep_leases_lapsed_total",
                    "lockstep_reports_late_total"
                })
        void count_under_their_public_names(String metric) {
            completed(Posted.single(Posted.freshName(), "pg-1"));
            assertThat(api.get("/actuator/prometheus").text()).contains(metric);
        }

        @Test
        void show_the_openapi_page() {
            assertThat(api.get("/openapi").status()).isBetween(200, 302);
            assertThat(api.get("/v3/api-docs").status()).isEqualTo(200);
        }
    }
}
