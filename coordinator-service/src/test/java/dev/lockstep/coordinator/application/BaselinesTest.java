package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.BaselineSource;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BaselinesTest extends ApplicationTest {
    @AfterEach
    void answerAgain() {
        worker.useRequestScript(ScriptedWorker::answer);
    }

    private Api.Response baseline(String target, String query, Map<String, Object> body) {
        Map<String, Object> complete = new HashMap<>(Map.of("reason", "requested by a test"));
        complete.putAll(body);
        return api.post(
                "/api/v1/targets/%s/baseline%s".formatted(target, query),
                "application/json",
                JsonMapper.shared().writeValueAsString(complete));
    }

    private JsonNode awaitEnd(Api.Response requested) {
        assertThat(requested.status()).as(requested.body()).isEqualTo(202);
        String location = String.valueOf(requested.headers().get("location"));
        Waits.await()
                .until(() -> !api.get(location).json().path("state").asString().equals("REQUESTED"));
        return api.get(location).json();
    }

    private TargetRequest.Baseline last(String target) {
        return (TargetRequest.Baseline) worker.receivedRequests(target).getLast();
    }

    @Nested
    class A_baseline {
        @Test
        void is_shown_with_the_target() {
            JsonNode ended = awaitEnd(baseline("pg-1", "", Map.of("from", "flyway")));
            assertThat(ended.path("state").asString()).isEqualTo("ANSWERED");
            assertThat(ended.path("reason").asString()).isEqualTo("requested by a test");
            assertThat(ended.at("/baseline/marked").asInt()).isEqualTo(3);
            assertThat(last("pg-1").source()).isEqualTo(BaselineSource.FLYWAY);
            for (String view : List.of("current", "history")) {
                JsonNode shown = api.get("/api/v1/targets/pg-1/" + view).json().path("baseline");
                assertThat(shown.path("version").asString()).isEqualTo("7");
                assertThat(shown.path("from").asString()).isEqualTo("flyway");
                assertThat(shown.path("request").asInt())
                        .isEqualTo(ended.path("number").asInt());
            }
        }

        @Test
        void lets_nothing_start_on_its_target_meanwhile() {
            String completed = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-2"));
            worker.useRequestScript(_request -> List.of());
            Api.Response requested = baseline("pg-2", "", Map.of("version", "7"));
            assertThat(requested.status()).isEqualTo(202);
            String waiting = submit(TestPlans.singleStep(TestPlans.newName(), "pg-2"));
            assertThat(api.migration(waiting).json().path("state").asString()).isEqualTo("QUEUED");
            assertThat(api.migration(waiting).json().path("waitingFor").asString())
                    .isEqualTo("target \"pg-2\" is getting a baseline (request %d)"
                            .formatted(requested.json().path("number").asInt()));
            assertThat(api.requestAction(completed, "rollback", REASON).status())
                    .isEqualTo(409);
            assertThat(baseline("pg-2", "", Map.of("version", "7")).status()).isEqualTo(409);
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-3"));
            answerAgain();
            awaitEnd(requested);
            awaitState(waiting, "COMPLETED");
            assertThat(api.requestAction(waiting, "rollback", REASON).status()).isEqualTo(202);
            awaitState(waiting, "ROLLED_BACK");
        }

        @Test
        void that_fails_releases_its_target() {
            worker.useRequestScript(request -> List.of(new TargetReport.Failed(
                    ScriptedWorker.headerFor(request),
                    StepFailure.Permanent.withoutEffect("history-not-empty", "it has 1 version"))));
            JsonNode ended = awaitEnd(baseline("pg-2", "", Map.of("version", "7")));
            assertThat(ended.path("finding").asString()).isEqualTo("history-not-empty: it has 1 version");
            assertThat(ended.has("baseline")).isFalse();
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-2"));
        }

        @Test
        void that_is_tried_needs_no_free_target() {
            ignoreCommands(Command.Apply.class::isInstance);
            String running = submit(TestPlans.singleStep(TestPlans.newName(), "pg-4"));
            awaitState(running, "APPLYING");
            assertThat(awaitEnd(baseline("pg-4", "?dryRun=true", Map.of("version", "7")))
                            .at("/baseline/dryRun")
                            .asBoolean())
                    .isTrue();
            assertThat(last("pg-4").dryRun()).isTrue();
            Api.Response refused = baseline("pg-4", "", Map.of("version", "7"));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString()).contains("not free", running);
            assertThat(api.get("/api/v1/targets/pg-4/current").json().has("baseline"))
                    .isFalse();
            succeedFromNowOn();
            awaitState(running, "COMPLETED");
        }

        @ParameterizedTest
        @ValueSource(strings = {"?dryrun=true", "?dryRun=yes", "?dryRun", "?dryRun=true&x=1"})
        void with_a_misspelt_query_is_refused_and_marks_nothing(String query) {
            int before = worker.receivedRequests("pg-1").size();
            Api.Response refused = baseline("pg-1", query, Map.of("version", "7"));
            assertThat(refused.status()).as(refused.body()).isEqualTo(400);
            assertThat(refused.json().path("type").asString()).endsWith("/invalid-query");
            assertThat(refused.json().path("detail").asString()).contains(query.substring(1), "nothing was done");
            // The request after it is the next one that the worker gets.
            awaitEnd(baseline("pg-1", "?dryRun=true", Map.of("version", "7")));
            assertThat(worker.receivedRequests("pg-1")).hasSize(before + 1);
            assertThat(last("pg-1").dryRun()).isTrue();
        }

        @Test
        void is_in_the_audit_trail_with_its_reason() {
            int number = awaitEnd(baseline("pg-1", "", Map.of("version", "7")))
                    .path("number")
                    .asInt();
            assertThat(api.get("/api/v1/audit?limit=1000").body()).contains("pg-1/requests/" + number);
        }
    }

    @Nested
    class A_request {
        private void isRefused(String pointer, Map<String, Object> body) {
            Api.Response refused = baseline("pg-1", "", body);
            assertThat(refused.status()).as(refused.body()).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
            assertThat(refused.json().at("/errors/0/hint").asString()).isNotEmpty();
        }

        @Test
        void with_an_invalid_field_is_refused_at_its_place() {
            isRefused("/version", Map.of("version", "first"));
            isRefused("/version", Map.of("version", "0"));
            isRefused("/version", Map.of("version", "1." + "2".repeat(50)));
            isRefused("/version", Map.of("version", "1", "from", "flyway"));
            isRefused("/version", Map.of("from", "alembic"));
            isRefused("/from", Map.of("from", "rails"));
            isRefused("/reason", Map.of("version", "1", "reason", " "));
        }

        @Test
        void for_a_store_without_versions_is_refused() {
            Api.Response refused = baseline("main-redis", "", Map.of("version", "1"));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString()).contains("no schema history");
        }

        @Test
        void needs_an_administrator() {
            assertThat(api.withGrants("operator")
                            .post("/api/v1/targets/pg-1/baseline", "application/json", "{}")
                            .status())
                    .isEqualTo(403);
        }
    }
}
