package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.testservers.SharedPostgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SessionsTest extends ApplicationTest {
    private static final String ME = "/api/v1/me";
    private final Browser browser = Browser.of(api);

    private JsonNode lastAuditEntry() {
        long last = api.get("/api/v1/audit/verification").json().path("entries").longValue();
        return api.get("/api/v1/audit?after=" + (last - 1)).json().path(0).path("data");
    }

    private Browser signedIn(String... grants) {
        return browser.signedIn(api.withGrants(grants).token());
    }

    @Nested
    class A_session {
        @Test
        void permits_what_its_token_permits() {
            Browser viewer = signedIn("viewer");
            assertThat(viewer.fetch(ME).json().path("grants").path(0).asString())
                    .isEqualTo("viewer");
            assertThat(viewer.fetch("/api/v1/migrations").status()).isEqualTo(200);
            assertThat(viewer.fetch("/api/v1/tokens").status()).isEqualTo(403);
            assertThat(viewer.fetch("/actuator/prometheus").status()).isEqualTo(403);
        }

        @Test
        void reads_a_stream_of_events() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-8"));
            Browser viewer = signedIn("viewer");
            Api.Response stream = viewer.api()
                    .send(viewer.request("/api/v1/migrations/%s/events".formatted(id))
                            .header("Accept", "text/event-stream")
                            .GET());
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.body()).contains("event: completed.v1");
        }

        @Test
        void opens_the_documentation_of_the_api_with_a_policy_of_its_own() {
            Browser viewer = signedIn("viewer");
            assertThat(viewer.open("/openapi").headers().get("location")).endsWith("/swagger-ui/index.html");
            Api.Response page = viewer.open("/swagger-ui/index.html");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.headers().get("content-security-policy")).contains("script-src 'self'");
            assertThat(viewer.open("/v3/api-docs").headers().get("content-security-policy"))
                    .startsWith("default-src 'none'")
                    .doesNotContain("script-src");
        }

        @Test
        void ends_with_its_token() {
            Api viewer = api.withGrants("viewer");
            Browser signedIn = browser.signedIn(viewer.token());
            JsonNode tokens = api.get("/api/v1/tokens").json().path("items");
            api.delete("/api/v1/tokens/" + tokens.path(0).path("id").asString());
            assertThat(viewer.get(ME).status()).isEqualTo(401);
            assertThat(signedIn.fetch(ME).status()).isEqualTo(401);
            assertThat(signedIn.open("/").headers()).containsEntry("location", "/login");
        }

        @Test
        void ends_with_the_sign_out() {
            Browser viewer = signedIn("viewer");
            Api.Response response = viewer.submit("/logout", Map.of());
            assertThat(response.status()).isEqualTo(303);
            assertThat(response.headers()).containsEntry("location", "/login");
            assertThat(response.headers().get("set-cookie")).startsWith("lockstep-session=; Path=/; Max-Age=0;");
            assertThat(viewer.fetch(ME).status()).isEqualTo(401);
            JsonNode entry = lastAuditEntry();
            assertThat(entry.path("path").asString()).isEqualTo("/logout");
            assertThat(entry.path("status").intValue()).isEqualTo(303);
            assertThat(entry.at("/actor/name").asString()).isEqualTo("test of viewer");
        }

        @Test
        void ends_with_the_next_sign_in_of_its_browser() {
            Browser first = signedIn("viewer");
            Browser second = first.signedIn(api.withGrants("viewer").token());
            assertThat(first.fetch(ME).status()).isEqualTo(401);
            assertThat(second.fetch(ME).status()).isEqualTo(200);
        }

        @Test
        void ends_when_ten_newer_ones_have_its_token() {
            String token = api.withGrants("viewer").token();
            List<Browser> browsers = IntStream.range(0, 11)
                    .mapToObj(_ -> browser.signedIn(token))
                    .toList();
            assertThat(browsers.stream().map(opened -> opened.fetch(ME).status()))
                    .startsWith(401, 200)
                    .filteredOn(status -> status == 200)
                    .hasSize(10);
        }

        @Test
        void gives_way_to_a_token_in_the_header() {
            Browser viewer = signedIn("viewer");
            Api.Response response = api.send(
                    viewer.request(ME).header("Authorization", "Bearer x").GET());
            assertThat(response.status()).isEqualTo(401);
        }

        @Test
        void is_known_to_every_coordinator_and_after_a_restart() {
            PostgresDatabase database = SharedPostgres.freshDatabase();
            Browser signedIn;
            try (StartedCoordinator first = StartedCoordinator.start(database, SharedKafka.bootstrapServers())) {
                signedIn = Browser.of(first.api()).signedIn(StartedCoordinator.ADMIN_TOKEN);
            }
            try (StartedCoordinator second = StartedCoordinator.start(database, SharedKafka.bootstrapServers())) {
                Browser elsewhere = new Browser(second.api().with(""), signedIn.cookie());
                assertThat(elsewhere.fetch(ME).status()).isEqualTo(200);
            }
        }
    }

    @Nested
    class A_request_with_the_cookie_that_could_change_something {
        private Api.Response submitPlan(Browser submitter, String... site) {
            return submitter
                    .api()
                    .send(submitter
                            .request("/api/v1/migrations")
                            .headers(site)
                            .header("Content-Type", "application/yaml")
                            .POST(BodyPublishers.ofString(TestPlans.singleStep(TestPlans.newName(), "pg-8"))));
        }

        @ParameterizedTest
        @CsvSource({
            "Sec-Fetch-Site, cross-site",
            "Sec-Fetch-Site, same-site",
            "Sec-Fetch-Site, none",
            "Origin, https://evil.example",
            "Origin, http://localhost",
            "Origin, http://localhost:1",
            "Origin, file://",
            "Origin, null",
            "Accept, */*"
        })
        void is_refused_unless_a_page_of_the_coordinator_sent_it(String header, String value) {
            Browser submitter = signedIn("submitter");
            Api.Response response = submitPlan(submitter, header, value);
            assertThat(response.status()).as(response.body()).isEqualTo(403);
            assertThat(response.json().path("type").asString()).endsWith("/cross-site-request");
            JsonNode entry = lastAuditEntry();
            assertThat(entry.path("path").asString()).isEqualTo("/api/v1/migrations");
            assertThat(entry.path("status").intValue()).isEqualTo(403);
            assertThat(entry.at("/actor/name").asString()).isEqualTo("test of submitter");
        }

        @Test
        void is_refused_if_only_one_of_two_statements_is_true() {
            assertThat(submitPlan(signedIn("submitter"), "Sec-Fetch-Site", "cross-site", "Origin", api.base())
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void is_accepted_from_a_page_of_the_coordinator() {
            Browser submitter = signedIn("submitter");
            Api.Response response = submitPlan(submitter, "Origin", api.base());
            assertThat(response.status()).as(response.body()).isEqualTo(202);
            awaitState(response.id(), "COMPLETED");
            Api.Response second = submitPlan(submitter, "Sec-Fetch-Site", "same-origin");
            assertThat(second.status()).isEqualTo(202);
            awaitState(second.id(), "COMPLETED");
        }

        @Test
        void does_not_sign_out_from_another_site() {
            Browser viewer = signedIn("viewer");
            assertThat(viewer.submit("/logout", Map.of(), "Sec-Fetch-Site", "cross-site")
                            .status())
                    .isEqualTo(403);
            assertThat(viewer.fetch(ME).status()).isEqualTo(200);
        }
    }

    @Nested
    class A_session_of_a_token_of_the_identity_provider {
        @Test
        void has_its_grants_and_ends_with_it() {
            PostgresDatabase database = SharedPostgres.freshDatabase();
            try (TestIssuer issuer = new TestIssuer();
                    StartedCoordinator coordinator = StartedCoordinator.start(
                            database,
                            SharedKafka.bootstrapServers(),
                            "lockstep.access.oidc.issuer=" + issuer.url(),
                            "lockstep.access.oidc.audience=" + TestIssuer.AUDIENCE,
                            "lockstep.access.oidc.grants.sre=operator")) {
                Browser anonymous = Browser.of(coordinator.api());
                Api.Response signIn = anonymous.signIn(issuer.token("sre"));
                assertThat(signIn.headers().get("set-cookie")).containsPattern("Max-Age=(60|5\\d);");
                JsonNode me = anonymous.after(signIn).fetch(ME).json();
                assertThat(me.at("/actor/name").asString()).isEqualTo("user-1");
                assertThat(me.at("/grants/0").asString()).isEqualTo("operator");
                String expired = issuer.signed(issuer.claims(
                        "sre",
                        claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(1)))));
                assertThat(anonymous.signIn(expired).status()).isEqualTo(401);
                Browser brief = anonymous.signedIn(issuer.signed(issuer.claims(
                        "sre",
                        claims -> claims.expirationTime(Date.from(Instant.now().plusSeconds(2))))));
                Waits.await().until(() -> brief.fetch(ME).status() == 401);
                assertThat(anonymous.after(signIn).fetch(ME).status()).isEqualTo(200);
            }
        }
    }
}
