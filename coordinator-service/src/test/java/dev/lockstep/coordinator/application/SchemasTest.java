package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SchemasTest extends ApplicationTest {
    private static final String BODY =
            "{\"wanted\": \"%s\", \"withDrops\": true}".formatted(ScriptedWorker.SCHEMA.content());

    @AfterEach
    void answerAgain() {
        worker.useRequestScript(ScriptedWorker::answer);
    }

    private Api.Response post(String target, String what, String body) {
        return api.post("/api/v1/targets/%s/%s".formatted(target, what), "application/json", body);
    }

    private JsonNode awaitEnd(Api.Response requested) {
        String location = String.valueOf(requested.headers().get("location"));
        Waits.await()
                .until(() -> !api.get(location).json().path("state").asString().equals("REQUESTED"));
        return api.get(location).json();
    }

    @Nested
    class A_schema {
        @Test
        void is_read_by_a_worker_and_shown_as_a_document() {
            Api.Response requested = post("pg-6", "schema", "{}");
            assertThat(requested.status()).isEqualTo(202);
            JsonNode ended = awaitEnd(requested);
            assertThat(ended.path("kind").asString()).isEqualTo("schema");
            assertThat(ended.path("schemaObjects").asInt()).isEqualTo(1);
            JsonNode shown = api.get("/api/v1/targets/pg-6/schema").json();
            assertThat(shown.path("request").asInt())
                    .isEqualTo(ended.path("number").asInt());
            assertThat(shown.at("/schema/format").asString()).isEqualTo("lockstep.dev/postgres-schema-v1");
            assertThat(shown.at("/schema/objects/0/object").asString()).isEqualTo("table public.people");
        }

        @Test
        void that_was_not_read_is_not_found() {
            assertThat(api.get("/api/v1/targets/pg-8/schema").status()).isEqualTo(404);
            assertThat(post("no-target", "schema", "{}").status()).isEqualTo(404);
        }

        @Test
        void is_not_shown_to_a_viewer() {
            for (String role : List.of("viewer", "submitter", "operator")) {
                assertThat(api.withGrants(role)
                                .get("/api/v1/targets/pg-8/schema")
                                .status())
                        .as(role)
                        .isEqualTo(role.equals("viewer") ? 403 : 404);
            }
        }

        @Test
        void of_another_store_is_refused() {
            worker.registerTarget("schemas-redis", TargetKind.REDIS, "redis.expire");
            Waits.await().until(() -> post("schemas-redis", "schema", "{}").status() != 404);
            for (String what : List.of("schema", "schema-difference")) {
                Api.Response refused = post("schemas-redis", what, BODY);
                assertThat(refused.status()).isEqualTo(409);
                assertThat(refused.json().path("detail").asString()).contains("has no definitions");
            }
        }
    }

    @Nested
    class Definitions {
        /** Longer than a message may have, so that to read the message fails. */
        private static final String UNREADABLE = "'\"' || repeat('x', 1000000) || '\"'";

        private JsonNode ended(String what) {
            return awaitEnd(post("pg-6", what, BODY));
        }

        private void replaceContent(JsonNode request, String column, String object, String content) {
            int replaced = SharedCoordinator.jdbc()
                    .update(
                            """
                            UPDATE target_request SET %1$s = replace(%1$s::text, (%1$s #> '{%2$s,content}')::text, %3$s)::json
                             WHERE target = 'pg-6' AND number = ?
                            """
                                    .formatted(column, object, content),
                            request.path("number").asInt());
            assertThat(replaced).isEqualTo(1);
        }

        @AfterEach
        void removeRequests() {
            SharedCoordinator.jdbc()
                    .update("DELETE FROM target_request WHERE target = 'pg-6' AND type LIKE '%schema%'");
        }

        private JsonNode listed(JsonNode request) {
            Api.Response list = api.get("/api/v1/targets/pg-6/requests");
            assertThat(list.status()).as(list.body()).isEqualTo(200);
            return list.json()
                    .path("items")
                    .valueStream()
                    .filter(item -> item.path("number").equals(request.path("number")))
                    .findFirst()
                    .orElseThrow();
        }

        private JsonNode shown(JsonNode request) {
            Api.Response shown = api.get(
                    "/api/v1/targets/pg-6/requests/" + request.path("number").asInt());
            assertThat(shown.status()).as(shown.body()).isEqualTo(200);
            return shown.json();
        }

        @Test
        void that_were_read_are_not_loaded_for_a_list_or_a_view() {
            JsonNode ended = ended("schema");
            replaceContent(ended, "report", "result", UNREADABLE);
            assertThat(listed(ended)).isEqualTo(ended);
            assertThat(shown(ended)).isEqualTo(ended);
            assertThat(api.get("/api/v1/targets/pg-6/schema").status())
                    .as("what shows them loads them")
                    .isEqualTo(500);
        }

        @Test
        void that_are_wanted_are_not_loaded_for_a_list_or_a_view() {
            JsonNode ended = ended("schema-difference");
            replaceContent(ended, "request", "wanted", UNREADABLE);
            assertThat(listed(ended).path("state").asString()).isEqualTo("ANSWERED");
            assertThat(shown(ended)).isEqualTo(ended);
        }

        @Test
        void that_the_database_cannot_read_are_shown_without_their_number() {
            JsonNode ended = ended("schema");
            replaceContent(ended, "report", "result", "'\"\\u0000\"'");
            assertThat(listed(ended).path("state").asString()).isEqualTo("ANSWERED");
            assertThat(shown(ended).has("schemaObjects")).isFalse();
        }
    }

    @Nested
    class A_difference {
        @Test
        void is_found_by_a_worker() {
            Api.Response requested = post("pg-6", "schema-difference", BODY);
            assertThat(requested.status()).isEqualTo(202);
            JsonNode ended = awaitEnd(requested);
            assertThat(ended.path("state").asString()).isEqualTo("ANSWERED");
            assertThat(ended.at("/schemaDifference/up/0/sql").asString()).isEqualTo("DROP INDEX i");
            assertThat(worker.receivedRequests("pg-6").getLast())
                    .isInstanceOfSatisfying(TargetRequest.SchemaDifference.class, request -> {
                        assertThat(request.wanted()).isEqualTo(ScriptedWorker.SCHEMA);
                        assertThat(request.withDrops()).isTrue();
                        assertThat(request.withoutPrivileges()).isFalse();
                    });
            JsonNode listed = api.get("/api/v1/targets/pg-6/requests").json().at("/items/0");
            assertThat(listed.path("kind").asString()).isEqualTo("schema-difference");
            assertThat(listed.has("schemaDifference")).isFalse();
        }

        @Test
        void that_is_not_exact_says_why() {
            worker.useRequestScript(request -> List.of(new TargetReport.Failed(
                    ScriptedWorker.headerFor(request),
                    StepFailure.Permanent.withoutEffect("schema-difference-not-exact", "table public.t differs"))));
            JsonNode ended = awaitEnd(post("pg-7", "schema-difference", BODY));
            assertThat(ended.path("state").asString()).isEqualTo("FAILED");
            assertThat(ended.path("finding").asString())
                    .isEqualTo("schema-difference-not-exact: table public.t differs");
        }

        @Test
        void under_way_prevents_another_one() {
            worker.useRequestScript(_request -> List.of());
            Api.Response first = post("pg-7", "schema-difference", BODY);
            assertThat(post("pg-7", "schema-difference", BODY).status()).isEqualTo(409);
            assertThat(post("pg-7", "schema-difference", "{\"wanted\": \"***\"}")
                            .status())
                    .as("definitions are not unpacked")
                    .isEqualTo(409);
            answerAgain();
            assertThat(awaitEnd(first).path("state").asString()).isEqualTo("ANSWERED");
        }

        @Test
        void to_definitions_that_are_not_readable_is_refused_at_their_place() {
            for (String body : List.of("{}", "{\"wanted\": \"***\"}", "{\"wanted\": \"bm90IGd6aXA=\"}")) {
                Api.Response refused = post("pg-6", "schema-difference", body);
                assertThat(refused.status()).isEqualTo(422);
                assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/wanted");
                assertThat(refused.json().at("/errors/0/hint").asString()).isNotEmpty();
            }
        }

        @Test
        void needs_the_permission_to_submit() {
            assertThat(api.withGrants("operator")
                            .post("/api/v1/targets/pg-6/schema-difference", "application/json", BODY)
                            .status())
                    .isEqualTo(403);
        }
    }
}
