package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TokensTest extends ApplicationTest {
    private static final String ME = "/api/v1/me";

    private Api.Response create(String body) {
        return api.post("/api/v1/tokens", "application/json", body);
    }

    private static void assertUnauthenticated(Api.Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(401);
        assertThat(response.headers()).containsEntry("www-authenticate", "Bearer");
        assertThat(response.json().path("type").asString()).endsWith("/unauthenticated");
    }

    private JsonNode listed(String id) {
        return api.get("/api/v1/tokens")
                .json()
                .path("items")
                .valueStream()
                .filter(token -> token.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Nested
    class A_request {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/api/v1/migrations",
                    "/api/v1/targets",
                    "/api/v1/nothing",
                    "/actuator/prometheus",
                    "/actuator",
                    "/openapi",
                    "/v3/api-docs",
                    "/swagger-ui/index.html",
                    "/error",
                    "/"
                })
        void without_a_token_is_refused(String path) {
            assertUnauthenticated(api.with("").get(path));
        }

        @Test
        void for_health_needs_no_token_and_shows_no_details() {
            Api.Response response = api.with("").get("/actuator/health");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.json().propertyNames()).containsExactlyInAnyOrder("status", "groups");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Bearer",
                    "Bearer x",
                    "bearer lockstep_x",
                    "Bearer lockstep_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
                    "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
                    "Bearer a.b.c",
                    "Bearer a b",
                    "Basic YWRtaW46YWRtaW4=",
                    "lockstep_x"
                })
        void with_an_invalid_token_gets_the_same_response_as_without_one(String authorization) {
            Api anonymous = api.with("");
            Api.Response response = anonymous.send(
                    anonymous.request(ME).header("Authorization", authorization).GET());
            assertUnauthenticated(response);
            assertThat(response.body()).isEqualTo(anonymous.get(ME).body());
        }

        @ParameterizedTest
        @CsvSource({
            "GET, /actuator/health/..%2Fprometheus",
            "GET, /actuator/health/%2e%2e/prometheus",
            "GET, //actuator/prometheus",
            "GET, /actuator/health;x/../prometheus",
            "GET, /actuator/prometheus;a=b",
            "GET, /ACTUATOR/PROMETHEUS",
            "GET, /actuator/prometheus/",
            "GET, /api/v1/../../actuator/prometheus",
            "OPTIONS, /api/v1/migrations",
            "HEAD, /api/v1/migrations",
            "TRACE, /api/v1/migrations",
            "FOO, /api/v1/migrations"
        })
        void without_a_token_reads_nothing_by_an_unusual_path_or_method(String method, String path) {
            Api anonymous = api.with("");
            Api.Response response = anonymous.send(anonymous.request(path).method(method, BodyPublishers.noBody()));
            assertThat(response.status()).as(response.body()).isIn(400, 401, 405);
            assertThat(response.body()).doesNotContain("lockstep_", "jvm_", "Exception");
        }

        @Test
        void from_another_site_gets_no_permission_to_read_the_response() {
            Api.Response response = api.send(
                    api.request(ME).header("Origin", "https://example.org").GET());
            assertThat(response.headers()).doesNotContainKey("access-control-allow-origin");
            assertThat(response.headers())
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("x-frame-options", "DENY")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsKey("content-security-policy");
        }
    }

    @Nested
    class A_token {
        @Test
        void is_shown_once_and_listed_with_its_last_use_and_without_its_secret() {
            JsonNode created = create("{\"name\": \"ci\", \"grants\": [\"submitter@target=pg-*\"]}")
                    .json();
            String secret = created.path("secret").asString();
            assertThat(secret).startsWith("lockstep_").hasSize(52);
            assertThat(listed(created.path("id").asString()).has("lastUsedAt")).isFalse();
            JsonNode me = api.with(secret).get(ME).json();
            assertThat(me.path("actor").path("name").asString()).isEqualTo("ci");
            assertThat(me.path("grants").path(0).asString()).isEqualTo("submitter@target=pg-*");
            assertThat(listed(created.path("id").asString()).has("lastUsedAt")).isTrue();
            assertThat(api.get("/api/v1/tokens").body()).doesNotContain(secret, "secret");
        }

        @Test
        void is_refused_from_the_moment_it_is_revoked() {
            JsonNode created =
                    create("{\"name\": \"short\", \"grants\": [\"viewer\"]}").json();
            Api caller = api.with(created.path("secret").asString());
            assertThat(caller.get(ME).status()).isEqualTo(200);
            String path = "/api/v1/tokens/" + created.path("id").asString();
            JsonNode revoked = api.delete(path).json();
            assertUnauthenticated(caller.get(ME));
            assertThat(api.delete(path).json()).as("a second revocation").isEqualTo(revoked);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"name\": \" \", \"grants\": [\"viewer\"]}",
                    "{\"name\": \"a\", \"grants\": []}",
                    "{\"name\": \"a\", \"grants\": [null]}",
                    "{\"name\": \"a\", \"grants\": [\"root\"]}",
                    "{\"name\": \"a\", \"grants\": [\"viewer@\"]}",
                    "{\"name\": \"a\", \"grants\": [\"viewer@target=a,target=b\"]}",
                    "{\"name\": \"a\", \"grants\": [\"viewer@target=a b\"]}",
                    "{\"name\": \"a\", \"grants\": [\"viewer@label=a\"]}",
                    "{\"name\": \"a\", \"grants\": [\"viewer@host=a\"]}",
                    "{\"name\": \"a\\u0000\", \"grants\": [\"viewer\"]}",
                    "{\"name\": \"a\", \"grants\": [\"viewer\"], \"expiresInDays\": 0}",
                    "{\"name\": \"a\", \"grants\": [\"viewer\"], \"expiresInDays\": 367}"
                })
        void with_an_invalid_property_is_not_created(String body) {
            Api.Response response = create(body);
            assertThat(response.status()).as(response.body()).isEqualTo(422);
            assertThat(response.json().path("errors").path(0).path("hint").asString())
                    .isNotBlank();
        }

        @Test
        void of_an_administrator_of_some_targets_creates_no_tokens() {
            Api limited = api.withGrants("admin@target=pg-1");
            assertThat(limited.post("/api/v1/tokens", "application/json", "{\"name\": \"a\", \"grants\": [\"viewer\"]}")
                            .status())
                    .isEqualTo(403);
            assertThat(limited.get("/api/v1/tokens").status()).isEqualTo(403);
        }
    }

    @Nested
    class An_idempotency_key {
        @Test
        void belongs_to_its_caller() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-5");
            String other = TestPlans.singleStep(TestPlans.newName(), "pg-5");
            assertThat(submitWithKey(api, plan).status()).isEqualTo(202);
            assertThat(submitWithKey(api.withGrants("submitter@target=pg-5"), other)
                            .status())
                    .isEqualTo(202);
        }

        private static Api.Response submitWithKey(Api caller, String plan) {
            return caller.send(caller.request("/api/v1/migrations")
                    .header("Content-Type", "application/yaml")
                    .header("Idempotency-Key", "the same key")
                    .POST(BodyPublishers.ofString(plan)));
        }
    }

    @Nested
    class The_actor {
        @Test
        void of_each_event_is_the_caller_or_the_coordinator() {
            Api pipeline = api.withGrants("submitter@target=pg-5", "operator@target=pg-5");
            Api.Response submitted = pipeline.send(pipeline.request("/api/v1/migrations")
                    .header("Content-Type", "application/yaml")
                    .header("Lockstep-On-Behalf-Of", "alice@example.org")
                    .POST(BodyPublishers.ofString(TestPlans.singleStep(TestPlans.newName(), "pg-5"))));
            String id = submitted.id();
            awaitState(id, "COMPLETED");
            pipeline.requestAction(id, "rollback", REASON);
            awaitState(id, "ROLLED_BACK");
            JsonNode events =
                    api.get("/api/v1/migrations/%s/events".formatted(id)).json().path("items");
            JsonNode submitter = events.path(0).path("actor");
            assertThat(submitter.path("kind").asString()).isEqualTo("service");
            assertThat(submitter.path("name").asString()).startsWith("test of submitter");
            assertThat(submitter.path("onBehalfOf").asString()).isEqualTo("alice@example.org");
            JsonNode roundOpened = events.valueStream()
                    .filter(event -> event.path("type").asString().equals("round-opened.v1"))
                    .findFirst()
                    .orElseThrow();
            assertThat(roundOpened.path("actor").has("onBehalfOf")).isFalse();
            assertThat(events.path(events.size() - 1).path("actor").path("kind").asString())
                    .isEqualTo("coordinator");
        }

        @Test
        void acts_on_behalf_of_a_name_of_limited_length() {
            assertThat(meOnBehalfOf(" ").status()).isEqualTo(400);
            assertThat(meOnBehalfOf("x".repeat(201)).status()).isEqualTo(400);
            assertThat(meOnBehalfOf("x".repeat(200)).status()).isEqualTo(200);
        }

        private Api.Response meOnBehalfOf(String name) {
            return api.send(
                    api.request(ME).header("Lockstep-On-Behalf-Of", name).GET());
        }

        @Test
        void that_is_a_person_acts_for_nobody_else() {
            Api.Response created = create("{\"name\": \"bob\", \"kind\": \"person\", \"grants\": [\"viewer\"]}");
            Api person = api.with(created.json().path("secret").asString());
            assertThat(person.get(ME).json().path("actor").path("kind").asString())
                    .isEqualTo("person");
            assertThat(person.send(person.request(ME)
                                    .header("Lockstep-On-Behalf-Of", "alice")
                                    .GET())
                            .status())
                    .isEqualTo(400);
        }
    }
}
