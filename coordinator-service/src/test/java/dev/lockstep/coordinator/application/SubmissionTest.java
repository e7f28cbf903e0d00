package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SubmissionTest extends ApplicationTest {
    private Api.Response submitWithKey(String key, String plan) {
        return api.send(api.request("/api/v1/migrations")
                .header("Content-Type", "application/yaml")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(plan)));
    }

    private long migrationsNamed(String name) {
        return api.get("/api/v1/migrations?name=" + name).json().path("items").size();
    }

    @Nested
    class A_plan_whose_steps_all_succeed {
        @Test
        void completes() {
            Api.Response response = api.submitYaml(TestPlans.threeStores(TestPlans.newName()));
            assertThat(response.status()).as(response.body()).isEqualTo(202);
            assertThat(response.headers())
                    .containsEntry("location", "/api/v1/migrations/" + response.id())
                    .containsKey("etag");
            awaitState(response.id(), "COMPLETED");
            assertThat(stepStates(response.id())).containsExactly("APPLIED", "APPLIED", "APPLIED");
            JsonNode view = api.migration(response.id()).json();
            assertThat(view.path("allowedActions").valueStream().map(JsonNode::asString))
                    .containsExactly("rollback");
        }
    }

    @Nested
    class A_plan_that_is_submitted_again {
        @Test
        void returns_the_existing_migration() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            String id = submitAndComplete(plan);
            Api.Response again = api.submitYaml(plan);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.id()).isEqualTo(id);
        }

        @Test
        void with_changed_content_is_refused_with_the_differences() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            submitAndComplete(plan);
            Api.Response other = api.submitYaml(plan.replace("SELECT 2", "SELECT 3"));
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.headers().get("content-type")).startsWith("application/problem+json");
            assertThat(other.json().path("errors").valueStream().map(error -> error.path("pointer")
                            .asString()))
                    .containsExactly("/spec/steps/0/operation/down");
        }

        @Test
        void starts_a_new_migration_if_the_first_is_rolled_back() {
            failCommands(command -> command instanceof Command.Apply);
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            String first = submit(plan);
            awaitState(first, "ROLLED_BACK");
            succeedFromNowOn();
            assertThat(submitAndComplete(plan)).isNotEqualTo(first);
        }
    }

    @Nested
    class An_idempotency_key {
        @Test
        void returns_the_first_response_again() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            String key = "key-" + TestPlans.newName();
            Api.Response first = submitWithKey(key, plan);
            awaitState(first.id(), "COMPLETED");
            Api.Response again = submitWithKey(key, plan);
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.json()).isEqualTo(first.json());
            assertThat(again.headers().get("etag")).isEqualTo(first.headers().get("etag"));
        }

        @Test
        void is_refused_for_another_plan() {
            String key = "key-" + TestPlans.newName();
            submitWithKey(key, TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            assertThat(submitWithKey(key, TestPlans.singleStep(TestPlans.newName(), "pg-1"))
                            .status())
                    .isEqualTo(422);
        }

        @Test
        void of_a_refused_plan_can_be_used_again() {
            String key = "key-" + TestPlans.newName();
            assertThat(submitWithKey(key, "nonsense").status()).isEqualTo(422);
            assertThat(submitWithKey(key, TestPlans.singleStep(TestPlans.newName(), "pg-1"))
                            .status())
                    .isEqualTo(202);
        }
    }

    @Nested
    class A_refused_submission {
        @Test
        void of_an_invalid_plan_stores_nothing() {
            String name = TestPlans.newName();
            Api.Response response = api.submitYaml(TestPlans.singleStep(name, "no-such-target"));
            assertThat(response.status()).isEqualTo(422);
            JsonNode error = response.json().path("errors").path(0);
            assertThat(error.path("pointer").asString()).isEqualTo("/spec/steps/0/target");
            assertThat(error.path("line").intValue()).isEqualTo(7);
            assertThat(error.path("hint").asString()).isNotBlank();
            assertThat(migrationsNamed(name)).isZero();
        }

        @Test
        void of_an_unreadable_plan_is_answered_with_400_and_the_position() {
            Api.Response response = api.post("/api/v1/migrations", "application/json", "{\n  \"a\" 1}");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.json().path("errors").path(0).path("line").intValue())
                    .isEqualTo(2);
        }

        @Test
        void of_an_unsupported_content_type_is_answered_with_415() {
            assertThat(api.post("/api/v1/migrations", "text/plain", "a: b").status())
                    .isEqualTo(415);
            assertThat(api.post("/api/v1/migrations", "no type at all", "a: b").status())
                    .isEqualTo(415);
        }

        @Test
        void of_more_than_one_mebibyte_is_answered_with_413() {
            String large = TestPlans.singleStep(TestPlans.newName(), "pg-1") + "# " + "x".repeat(1024 * 1024);
            assertThat(api.submitYaml(large).status()).isEqualTo(413);
        }
    }

    @Nested
    class Every_yaml_content_type {
        @ParameterizedTest
        @ValueSource(
                strings = {"application/yaml", "application/x-yaml", "text/yaml", "application/yaml;charset=utf-8"})
        void is_accepted(String type) {
            assertThat(api.post("/api/v1/plans/validate", type, TestPlans.singleStep(TestPlans.newName(), "pg-1"))
                            .status())
                    .isEqualTo(200);
        }
    }
}
