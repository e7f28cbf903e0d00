package dev.lockstep.coordinator.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PostingTest extends Running {
    private Api.Answer underKey(String key, String plan) {
        return api.send(api.request("/api/v1/migrations")
                .header("Content-Type", "application/yaml")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(plan)));
    }

    private long migrationsNamed(String name) {
        return api.get("/api/v1/migrations?name=" + name).json().path("items").size();
    }

    @Nested
    class A_plan_that_every_worker_obeys {
        @Test
        void comes_to_completed() {
            Api.Answer posted = api.yaml(Posted.threeStores(Posted.freshName()));
            assertThat(posted.status()).as(posted.text()).isEqualTo(202);
            assertThat(posted.headers())
                    .containsEntry("location", "/api/v1/migrations/" + posted.id())
                    .containsKey("etag");
            becomes(posted.id(), "COMPLETED");
            assertThat(states(posted.id())).containsExactly("APPLIED", "APPLIED", "APPLIED");
            JsonNode view = api.migration(posted.id()).json();
            assertThat(view.path("allowedActions").valueStream().map(JsonNode::asString))
                    .containsExactly("rollback");
        }
    }

    @Nested
    class The_same_plan_again {
        @Test
        void is_answered_with_the_migration_that_stands() {
            String plan = Posted.single(Posted.freshName(), "pg-1");
            String id = completed(plan);
            Api.Answer again = api.yaml(plan);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.id()).isEqualTo(id);
        }

        @Test
        void with_other_content_is_refused_with_the_difference() {
            String plan = Posted.single(Posted.freshName(), "pg-1");
            completed(plan);
            Api.Answer other = api.yaml(plan.replace("SELECT 2", "SELECT 3"));
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.headers().get("content-type")).startsWith("application/problem+json");
            assertThat(other.json().path("errors").valueStream().map(error -> error.path("pointer")
                            .asString()))
                    .containsExactly("/spec/steps/0/operation/down");
        }

        @Test
        void is_a_new_migration_once_the_first_is_rolled_back() {
            failingOn(command -> command instanceof Command.Apply);
            String plan = Posted.single(Posted.freshName(), "pg-1");
            String first = posted(plan);
            becomes(first, "ROLLED_BACK");
            everyoneObeysAgain();
            assertThat(completed(plan)).isNotEqualTo(first);
        }
    }

    @Nested
    class An_idempotency_key {
        @Test
        void gets_the_same_answer_again() {
            String plan = Posted.single(Posted.freshName(), "pg-1");
            String key = "key-" + Posted.freshName();
            Api.Answer first = underKey(key, plan);
            becomes(first.id(), "COMPLETED");
            Api.Answer again = underKey(key, plan);
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.json()).isEqualTo(first.json());
            assertThat(again.headers().get("etag")).isEqualTo(first.headers().get("etag"));
        }

        @Test
        void is_refused_for_another_plan() {
            String key = "key-" + Posted.freshName();
            underKey(key, Posted.single(Posted.freshName(), "pg-1"));
            assertThat(underKey(key, Posted.single(Posted.freshName(), "pg-1")).status())
                    .isEqualTo(422);
        }

        @Test
        void of_a_refused_plan_stays_free() {
            String key = "key-" + Posted.freshName();
            assertThat(underKey(key, "nonsense").status()).isEqualTo(422);
            assertThat(underKey(key, Posted.single(Posted.freshName(), "pg-1")).status())
                    .isEqualTo(202);
        }
    }

    @Nested
    class A_bad_post {
        @Test
        void of_an_invalid_plan_stores_and_sends_nothing() {
            String name = Posted.freshName();
            Api.Answer answer = api.yaml(Posted.single(name, "nowhere"));
            assertThat(answer.status()).isEqualTo(422);
            JsonNode error = answer.json().path("errors").path(0);
            assertThat(error.path("pointer").asString()).isEqualTo("/spec/steps/0/target");
            assertThat(error.path("line").intValue()).isEqualTo(7);
            assertThat(error.path("mend").asString()).isNotBlank();
            assertThat(migrationsNamed(name)).isZero();
        }

        @Test
        void of_an_unreadable_plan_is_a_400_with_its_place() {
            Api.Answer answer = api.post("/api/v1/migrations", "application/json", "{\n  \"a\" 1}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().path("errors").path(0).path("line").intValue())
                    .isEqualTo(2);
        }

        @Test
        void of_another_type_is_a_415() {
            assertThat(api.post("/api/v1/migrations", "text/plain", "a: b").status())
                    .isEqualTo(415);
            assertThat(api.post("/api/v1/migrations", "no type at all", "a: b").status())
                    .isEqualTo(415);
        }

        @Test
        void of_more_than_a_mebibyte_is_a_413() {
            String large = Posted.single(Posted.freshName(), "pg-1") + "# " + "x".repeat(1024 * 1024);
            assertThat(api.yaml(large).status()).isEqualTo(413);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"application/yaml", "application/x-yaml", "text/yaml", "application/yaml;charset=utf-8"})
        void is_none_for_a_type_that_means_yaml(String type) {
            assertThat(api.post("/api/v1/plans/validate", type, Posted.single(Posted.freshName(), "pg-1"))
                            .status())
                    .isEqualTo(200);
        }
    }
}
