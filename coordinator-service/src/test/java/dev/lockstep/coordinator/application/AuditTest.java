package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AuditTest extends ApplicationTest {
    private final long before =
            api.get("/api/v1/audit/verification").json().path("entries").longValue();

    private List<JsonNode> entries() {
        return api.get("/api/v1/audit?limit=1000&after=" + before)
                .json()
                .valueStream()
                .toList();
    }

    private JsonNode onlyEntry() {
        List<JsonNode> entries = entries();
        assertThat(entries).hasSize(1);
        return entries.getFirst();
    }

    private static void assertEntry(JsonNode event, String method, String path, int status) {
        JsonNode data = event.path("data");
        assertThat(data.path("method").asString()).isEqualTo(method);
        assertThat(data.path("path").asString()).isEqualTo(path);
        assertThat(data.path("status").intValue()).isEqualTo(status);
        assertThat(data.path("remote").asString()).isNotBlank();
    }

    @Nested
    class An_accepted_request {
        @Test
        void has_an_entry_with_its_actor_and_what_it_created() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            JsonNode event = onlyEntry();
            assertEntry(event, "POST", "/api/v1/migrations", 202);
            assertThat(event.path("subject").asString()).isEqualTo(id);
            assertThat(event.at("/data/actor/name").asString()).isEqualTo("first-token");
            assertThat(event.at("/data/caller").asString()).startsWith("token:");
        }

        @Test
        void has_an_entry_with_the_reason_of_an_action() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            api.requestAction(id, "rollback", REASON);
            JsonNode event = entries().getLast();
            assertEntry(event, "POST", "/api/v1/migrations/%s/actions/rollback".formatted(id), 202);
            assertThat(event.at("/data/reason").asString()).isEqualTo("requested by a test");
        }

        @Test
        void for_a_token_has_an_entry_without_the_secret() {
            JsonNode created = api.post(
                            "/api/v1/tokens", "application/json", "{\"name\": \"a\", \"grants\": [\"viewer\"]}")
                    .json();
            api.delete("/api/v1/tokens/" + created.path("id").asString());
            List<JsonNode> events = entries();
            assertEntry(events.getFirst(), "POST", "/api/v1/tokens", 201);
            assertEntry(
                    events.getLast(),
                    "DELETE",
                    "/api/v1/tokens/" + created.path("id").asString(),
                    200);
            assertThat(events).allMatch(event -> event.path("subject").equals(created.path("id")));
            assertThat(events.toString()).doesNotContain(created.path("secret").asString());
        }
    }

    @Nested
    class A_refused_request {
        @Test
        void without_a_token_has_an_entry_without_an_actor() {
            api.with("").submitYaml(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            JsonNode event = onlyEntry();
            assertEntry(event, "POST", "/api/v1/migrations", 401);
            assertThat(event.path("data").has("actor")).isFalse();
        }

        @Test
        void has_an_entry_with_its_actor_and_status() {
            // New callers, because the entries for refused requests of one caller are limited.
            Api viewer = api.withGrants("viewer");
            Api submitter = api.withGrants("submitter");
            viewer.submitYaml(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            submitter.submitYaml("not a plan");
            submitter.post("/api/v1/nothing", "application/json", "{}");
            List<JsonNode> events = entries();
            assertThat(events).hasSize(5);
            assertEntry(events.get(2), "POST", "/api/v1/migrations", 403);
            assertThat(events.get(2).at("/data/actor/name").asString()).isEqualTo("test of viewer");
            assertEntry(events.get(3), "POST", "/api/v1/migrations", 422);
            assertEntry(events.get(4), "POST", "/api/v1/nothing", 404);
        }
    }

    @Nested
    class A_request_that_changes_nothing {
        @Test
        void has_no_entry() {
            api.get("/api/v1/migrations");
            api.with("").get("/api/v1/migrations");
            api.post("/api/v1/plans/validate", "application/yaml", TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            assertThat(entries()).isEmpty();
        }
    }

    @Nested
    class The_trail {
        @Test
        void is_an_intact_chain_of_cloud_events() {
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            JsonNode verification = api.get("/api/v1/audit/verification").json();
            JsonNode event = entries().getLast();
            assertThat(verification.has("brokenAt")).isFalse();
            assertThat(event.path("hash")).isEqualTo(verification.path("lastHash"));
            assertThat(event.path("specversion").asString()).isEqualTo("1.0");
            assertThat(event.path("id").asString())
                    .isEqualTo(verification.path("entries").asString());
            assertThat(event.propertyNames()).contains("source", "type", "time", "datacontenttype");
        }
    }
}
