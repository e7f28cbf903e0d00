package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TargetRequestsTest extends ApplicationTest {
    private static final String TARGET = "pg-5";

    @AfterEach
    void answerAgain() {
        worker.useRequestScript(ScriptedWorker::answer);
    }

    private static String path(String target) {
        return "/api/v1/targets/" + target;
    }

    private Api.Response count(String target, String body) {
        return api.post(path(target) + "/schema-versions", "application/json", body);
    }

    private JsonNode awaitEnd(Api.Response requested) {
        String location = String.valueOf(requested.headers().get("location"));
        Waits.await()
                .until(() -> !api.get(location).json().path("state").asString().equals("REQUESTED"));
        return api.get(location).json();
    }

    private TargetRequest last(String target) {
        return worker.receivedRequests(target).getLast();
    }

    @Nested
    class A_count_of_schema_versions {
        @Test
        void is_answered_by_a_worker() {
            Api.Response requested =
                    count(TARGET, "{\"timeLimitSeconds\": 30, \"sample\": 100, \"prefixSegments\": 2}");
            assertThat(requested.status()).isEqualTo(202);
            JsonNode ended = awaitEnd(requested);
            assertThat(ended.path("state").asString()).isEqualTo("ANSWERED");
            assertThat(ended.path("kind").asString()).isEqualTo("schema-versions");
            assertThat(ended.at("/schemaVersions/groups/0/versions/0/units").asInt())
                    .isEqualTo(7);
            assertThat(last(TARGET)).isInstanceOfSatisfying(TargetRequest.SchemaVersions.class, request -> {
                assertThat(request.timeLimit()).isEqualTo(Duration.ofSeconds(30));
                assertThat(request.sample()).isEqualTo(100);
                assertThat(request.prefixSegments()).isEqualTo(2);
                assertThat(request.header().identity()).isNotNull();
            });
        }

        @Test
        void is_shown_with_its_age() {
            int number = awaitEnd(count(TARGET, "{}")).path("number").asInt();
            JsonNode newest = api.get(path(TARGET) + "/schema-versions").json();
            assertThat(newest.path("request").asInt()).isEqualTo(number);
            assertThat(newest.path("ageSeconds").asLong()).isBetween(0L, 60L);
            assertThat(newest.at("/result/complete").asBoolean()).isTrue();
            assertThat(newest.has("pending")).isFalse();
            assertThat(api.get(path(TARGET) + "/requests")
                            .json()
                            .at("/items/0/number")
                            .asInt())
                    .isEqualTo(number);
        }

        @Test
        void that_is_under_way_is_not_requested_twice() {
            worker.useRequestScript(_request -> List.of());
            Api.Response first = count("pg-6", "{}");
            Api.Response second = count("pg-6", "{}");
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.json().path("number").asInt())
                    .isEqualTo(first.json().path("number").asInt());
            answerAgain();
            assertThat(awaitEnd(first).path("state").asString()).isEqualTo("ANSWERED");
        }

        @Test
        void without_an_answer_is_sent_again_with_the_same_number() {
            AtomicInteger received = new AtomicInteger();
            worker.useRequestScript(request -> received.incrementAndGet() == 1
                    ? List.of(new TargetReport.Failed(
                            ScriptedWorker.headerFor(request), new StepFailure.Transient("lock", "locked")))
                    : ScriptedWorker.answer(request));
            JsonNode ended = awaitEnd(count("pg-7", "{}"));
            assertThat(ended.path("state").asString()).isEqualTo("ANSWERED");
            assertThat(ended.path("attempts").asInt()).isEqualTo(2);
            assertThat(worker.receivedRequests("pg-7").stream().distinct()).hasSize(1);
        }

        @Test
        void that_fails_permanently_says_why() {
            worker.useRequestScript(request -> List.of(new TargetReport.Failed(
                    ScriptedWorker.headerFor(request), StepFailure.Permanent.withoutEffect("42501", "not permitted"))));
            JsonNode ended = awaitEnd(count("pg-7", "{}"));
            assertThat(ended.path("state").asString()).isEqualTo("FAILED");
            assertThat(ended.path("finding").asString()).isEqualTo("42501: not permitted");
        }

        @Test
        void that_is_rejected_says_why() {
            worker.useRequestScript(request -> List.of(
                    new TargetReport.Running(ScriptedWorker.headerFor(request)),
                    new TargetReport.Rejected(ScriptedWorker.headerFor(request), "another database")));
            assertThat(awaitEnd(count("pg-7", "{}")).path("finding").asString())
                    .isEqualTo("the worker has rejected the request: another database");
        }
    }

    @Nested
    class A_request {
        @Test
        void with_an_invalid_field_is_refused_at_its_place() {
            for (String field : List.of("timeLimitSeconds", "sample", "prefixSegments")) {
                Api.Response refused = count(TARGET, "{\"%s\": 0}".formatted(field));
                assertThat(refused.status()).isEqualTo(422);
                assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/" + field);
                assertThat(refused.json().at("/errors/0/hint").asString()).isNotEmpty();
            }
            assertThat(count(TARGET, "[]").status()).isEqualTo(400);
        }

        @Test
        void to_workers_that_do_not_know_it_is_refused() {
            worker.registerTarget("old-target", TargetKind.POSTGRES, List.of(), "postgres.sql");
            Waits.await().until(() -> count("old-target", "{}").status() != 404);
            Api.Response refused = count("old-target", "{}");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString()).contains("upgrade all workers");
        }

        @Test
        void about_what_is_not_there_is_refused() {
            assertThat(count("no-target", "{}").status()).isEqualTo(404);
            assertThat(api.get(path("pg-8") + "/schema-versions").status()).isEqualTo(404);
            assertThat(api.get(path(TARGET) + "/requests/4711").status()).isEqualTo(404);
            assertThat(api.get(path(TARGET) + "/requests/x").status()).isEqualTo(404);
        }

        @Test
        void needs_a_permission() {
            assertThat(api.withGrants("viewer")
                            .post(path(TARGET) + "/schema-versions", "application/json", "{}")
                            .status())
                    .isEqualTo(403);
            Api scoped = api.withGrants("operator@target=pg-6");
            assertThat(scoped.get(path(TARGET) + "/requests").status()).isEqualTo(403);
            assertThat(scoped.get(path("pg-6") + "/requests").status()).isEqualTo(200);
        }
    }
}
