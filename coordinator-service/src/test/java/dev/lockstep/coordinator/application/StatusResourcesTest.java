package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRegistration;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

class StatusResourcesTest extends ApplicationTest {
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
        void shows_its_current_version_and_its_history() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-2"));
            JsonNode current = api.get("/api/v1/targets/pg-2/current").json();
            assertThat(current.path("version").asString()).isEqualTo("1");
            assertThat(current.path("items").path(0).path("migration").asString())
                    .isEqualTo(id);
            JsonNode history = api.get("/api/v1/targets/pg-2/history").json().path("items");
            assertThat(history.path(0).path("outcome").asString()).isEqualTo("COMPLETED");
            assertThat(history.path(0).path("steps").path(0).path("id").asString())
                    .isEqualTo("only");
            assertThat(api.get("/api/v1/targets/no-such-target/history").status())
                    .isEqualTo(404);
        }

        @Test
        void is_ready_after_a_recent_registration() {
            assertThat(target("pg-2").path("state").asString()).isEqualTo("READY");
            assertThat(target("pg-2").path("workers").path(0).asString()).isEqualTo("scripted-1");
        }

        @Test
        void with_two_identities_is_unusable_with_a_reason() {
            for (int worker = 1; worker <= 2; worker++) {
                SharedCoordinator.worker()
                        .register(new TargetRegistration(
                                new TargetName("ambiguous"),
                                TargetKind.POSTGRES,
                                new TargetIdentity(UUID.randomUUID()),
                                "18",
                                List.of("postgres.sql"),
                                List.of(),
                                "worker-" + worker,
                                Clock.systemUTC().instant()));
            }
            Waits.await().untilAsserted(() -> {
                assertThat(target("ambiguous").path("state").asString()).isEqualTo("UNUSABLE");
                assertThat(target("ambiguous").path("reason").asString()).contains("several identities");
            });
            String id = submit(TestPlans.singleStep(TestPlans.newName(), "ambiguous"));
            assertThat(api.migration(id).json().path("waitingFor").asString()).contains("several identities");
            assertThat(api.requestAction(id, "cancel", REASON).status()).isEqualTo(202);
        }

        @Test
        void registered_under_two_names_is_unusable_under_both() {
            TargetIdentity shared = new TargetIdentity(UUID.randomUUID());
            for (String name : List.of("alias-a", "alias-b")) {
                worker.register(new TargetRegistration(
                        new TargetName(name),
                        TargetKind.REDIS,
                        shared,
                        "7",
                        List.of("redis.transform"),
                        List.of(),
                        "worker-1",
                        Clock.systemUTC().instant()));
            }
            Waits.await().untilAsserted(() -> {
                assertThat(target("alias-a").path("reason").asString()).contains("alias-b");
                assertThat(target("alias-b").path("reason").asString()).contains("alias-a");
            });
        }
    }

    @Nested
    class The_list_of_migrations {
        @Test
        void is_filtered_by_state_target_label_and_name_and_is_paged() {
            String name = TestPlans.newName();
            String id = submitAndComplete(TestPlans.threeStores(name));
            assertThat(api.get("/api/v1/migrations?label=ticket:SB-142&state=completed&target=main-mongo&name=" + name)
                            .json()
                            .path("items")
                            .path(0)
                            .path("id")
                            .asString())
                    .isEqualTo(id);
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            JsonNode first = api.get("/api/v1/migrations?limit=1").json();
            JsonNode second = api.get("/api/v1/migrations?limit=1&after="
                            + first.path("next").asString())
                    .json();
            assertThat(second.path("items").path(0).path("id"))
                    .isNotEqualTo(first.path("items").path(0).path("id"));
        }
    }

    @Nested
    class A_search {
        private final String word = "w" + UUID.randomUUID().toString().replace("-", "");

        private List<String> found(String query) {
            Api.Response response = api.get("/api/v1/migrations?" + query);
            assertThat(response.status()).as(response.body()).isEqualTo(200);
            return response.json()
                    .path("items")
                    .valueStream()
                    .map(item -> item.path("id").asString())
                    .toList();
        }

        private String submitWithDescription(String description) {
            return submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1")
                    .replace("metadata: {", "metadata: {description: \"%s\", ".formatted(description)));
        }

        @Test
        void finds_what_has_all_words_in_any_case() {
            String first = submitWithDescription(word + " Adds the level of the user");
            String second = submitWithDescription(word + " the user of the level");
            assertThat(found("text=" + word)).containsExactly(second, first);
            assertThat(found("text=" + word + "+adds+LEVEL")).containsExactly(first);
            assertThat(found("text=" + word + "+user+of+the+level")).containsExactly(second, first);
            assertThat(found("text=" + word + "+only&target=pg-1")).containsExactly(second, first);
            assertThat(found("text=" + word + "+pg-2")).isEmpty();
        }

        @Test
        void accepts_any_text() {
            for (String text : List.of("", "%27", "a+%26+%7C+%21+%28", "%3A*", "%22", "-", "%F0%9F%98%80")) {
                assertThat(api.get("/api/v1/migrations?text=" + text).status()).isEqualTo(200);
            }
            for (String text : List.of("a".repeat(201), "a+b+c+d+e+f+g+h+i+j+k")) {
                assertThat(api.get("/api/v1/migrations?text=" + text).status()).isEqualTo(400);
            }
        }

        @Test
        void finds_what_was_submitted_in_a_time() {
            String id = submitWithDescription(word);
            Instant at =
                    Instant.parse(api.migration(id).json().path("submittedAt").asString());
            Instant before = at.minusSeconds(5);
            Instant after = at.plusSeconds(5);
            assertThat(found("text=%s&since=%s&until=%s".formatted(word, before, after)))
                    .containsExactly(id);
            assertThat(found("text=%s&until=%s".formatted(word, before))).isEmpty();
            assertThat(found("text=%s&since=%s".formatted(word, after))).isEmpty();
            Api.Response invalid = api.get("/api/v1/migrations?since=yesterday");
            assertThat(invalid.status()).isEqualTo(400);
            assertThat(invalid.body()).contains("since is \\\"yesterday\\\"", "2026-12-01T22:00:00Z");
        }
    }

    @Nested
    class Actuator_and_documentation {
        @Test
        void report_liveness_and_readiness() {
            assertThat(api.get("/actuator/health/liveness").status()).isEqualTo(200);
            assertThat(api.get("/actuator/health/readiness").body())
                    .contains("db")
                    .doesNotContain("kafka");
            assertThat(api.get("/actuator/health").body()).contains("kafka");
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
        void expose_each_metric_under_its_public_name(String metric) {
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            assertThat(api.get("/actuator/prometheus").body()).contains(metric);
        }

        @Test
        void show_the_openapi_page() {
            assertThat(api.get("/openapi").status()).isBetween(200, 302);
            assertThat(api.get("/v3/api-docs").status()).isEqualTo(200);
        }
    }
}
