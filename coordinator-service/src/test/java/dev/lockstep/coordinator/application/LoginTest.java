package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.testservers.SharedPostgres;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LoginTest extends ApplicationTest {
    private static final String ME = "/api/v1/me";
    private static final String INVALID = "This token is not valid.";
    private final Browser browser = Browser.of(api);

    private JsonNode lastAuditEntry() {
        long last = api.get("/api/v1/audit/verification").json().path("entries").longValue();
        return api.get("/api/v1/audit?after=" + (last - 1)).json().path(0).path("data");
    }

    private JsonNode created(String body) {
        return api.post("/api/v1/tokens", "application/json", body).json();
    }

    private String token(String... grants) {
        return api.withGrants(grants).token();
    }

    @Nested
    class A_person_without_a_session {
        @ParameterizedTest
        @CsvSource({
            "/, /login",
            "/openapi, /login?next=%2Fopenapi",
            "/api/v1/targets?a=b&limit=5, /login?next=%2Fapi%2Fv1%2Ftargets%3Fa%3Db%26limit%3D5",
            "/actuator/prometheus, /login?next=%2Factuator%2Fprometheus"
        })
        void is_led_to_the_login_which_returns(String path, String login) {
            Api.Response response = browser.open(path);
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.headers()).containsEntry("location", login);
        }

        @Test
        void sees_a_page_that_loads_nothing() {
            Api.Response page = browser.open("/login");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.headers().get("content-type")).startsWith("text/html");
            assertThat(page.headers().get("content-security-policy"))
                    .contains("default-src 'none'", "style-src 'sha256-", "form-action 'self'")
                    .doesNotContain("unsafe", "script-src");
            assertThat(page.headers().get("cache-control")).contains("no-store");
            assertThat(page.body())
                    .contains("<label for=\"token\">", "type=\"password\"", "autocomplete=\"off\"")
                    .doesNotContain("<script", "http://", "https://");
        }

        @Test
        void is_led_nowhere_by_a_request_of_a_script() {
            Api.Response response = api.with("")
                    .send(api.with("")
                            .request("/")
                            .header("Accept", "text/html")
                            .header("Sec-Fetch-Mode", "cors")
                            .GET());
            assertThat(response.status()).isEqualTo(401);
            assertThat(browser.fetch(ME).status()).isEqualTo(401);
        }
    }

    @Nested
    class A_sign_in {
        @Test
        void sets_a_cookie_that_only_the_coordinator_gets() {
            Api.Response response = browser.signIn(token("viewer"));
            assertThat(response.status()).isEqualTo(303);
            assertThat(response.headers()).containsEntry("location", "/");
            assertThat(response.headers().get("set-cookie"))
                    .matches("lockstep-session=[A-Za-z0-9_-]{43}; Path=/; Max-Age=4(3200|319\\d); Expires=[^;]+; "
                            + "HttpOnly; SameSite=Strict");
        }

        @Test
        void has_an_entry_in_the_audit_trail_without_the_token() {
            String token = token("viewer");
            browser.signIn(token);
            JsonNode entry = lastAuditEntry();
            assertThat(entry.path("method").asString()).isEqualTo("POST");
            assertThat(entry.path("path").asString()).isEqualTo("/login");
            assertThat(entry.path("status").intValue()).isEqualTo(303);
            assertThat(entry.at("/actor/name").asString()).isEqualTo("test of viewer");
            assertThat(entry.toString()).doesNotContain(token);
        }

        @Test
        void shows_who_is_signed_in_and_what_it_may_do() {
            String page =
                    browser.signedIn(token("viewer@target=pg-1")).open("/").body();
            assertThat(page)
                    .contains("test of viewer@target&#x3D;pg-1", "viewer@target&#x3D;pg-1", "/openapi", "/logout");
        }

        @Test
        void shows_names_as_text() {
            String secret = created("{\"name\": \"<script>x</script>\", \"grants\": [\"viewer\"]}")
                    .path("secret")
                    .asString();
            assertThat(browser.signedIn(secret).open("/").body())
                    .contains("&lt;script&gt;")
                    .doesNotContain("<script");
        }

        @Test
        void ignores_white_space_around_the_token() {
            assertThat(browser.signIn(" %s\r\n".formatted(token("viewer"))).status())
                    .isEqualTo(303);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "x",
                    "lockstep_x",
                    "lockstep_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
                    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
                    "a.b.c",
                    "a b"
                })
        void with_an_invalid_token_gets_the_same_page(String token) {
            Api.Response response = browser.signIn(token);
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.headers()).doesNotContainKey("set-cookie");
            assertThat(response.body())
                    .contains(INVALID, "aria-invalid=\"true\"")
                    .isEqualTo(browser.signIn("another").body());
        }

        @Test
        void with_an_invalid_token_has_an_entry_without_an_actor() {
            browser.signIn("lockstep_x");
            JsonNode entry = lastAuditEntry();
            assertThat(entry.path("path").asString()).isEqualTo("/login");
            assertThat(entry.path("status").intValue()).isEqualTo(401);
            assertThat(entry.has("actor")).isFalse();
        }

        @Test
        void with_a_revoked_token_is_refused() {
            JsonNode created = created("{\"name\": \"a\", \"grants\": [\"viewer\"]}");
            api.delete("/api/v1/tokens/" + created.path("id").asString());
            assertThat(browser.signIn(created.path("secret").asString()).body()).contains(INVALID);
        }

        @Test
        void from_another_site_is_refused() {
            Map<String, String> fields = Map.of("token", token("viewer"));
            assertThat(browser.submit("/login", fields, "Sec-Fetch-Site", "cross-site")
                            .status())
                    .isEqualTo(403);
            assertThat(browser.submit("/login", fields, "Origin", "null").status())
                    .isEqualTo(403);
            assertThat(browser.submit("/login", fields, "Origin", api.base()).status())
                    .isEqualTo(303);
        }

        @Test
        void has_a_body_of_limited_length_that_is_a_form() {
            assertThat(browser.signIn("x".repeat(70_000)).status()).isEqualTo(413);
            assertThat(browser.signIn("x".repeat(60_000)).status()).isEqualTo(401);
            assertThat(browser.api()
                            .send(browser.request("/login")
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{}")))
                            .status())
                    .isEqualTo(415);
            assertThat(browser.api()
                            .send(browser.request("/login")
                                    .header("Sec-Fetch-Site", "same-origin")
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("token=%zz")))
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void counts_as_a_request_of_its_address() {
            try (StartedCoordinator limited = StartedCoordinator.start(
                    SharedPostgres.freshDatabase(),
                    SharedKafka.bootstrapServers(),
                    "lockstep.limits.requests-per-second=1")) {
                Browser guessing = Browser.of(limited.api());
                assertThat(IntStream.range(0, 10)
                                .mapToObj(_ -> guessing.signIn("guess").status()))
                        .contains(401, 429)
                        .containsOnly(401, 429);
            }
        }
    }

    @Nested
    class The_path_behind_the_login {
        private String locationAfter(String next) {
            return String.valueOf(browser.submit("/login", Map.of("token", token("viewer"), "next", next))
                    .headers()
                    .get("location"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/openapi", "/api/v1/migrations?state=COMPLETED&limit=5", "/a/b%20c", "/a//b"})
        void is_the_one_that_was_asked_for(String next) {
            assertThat(locationAfter(next)).isEqualTo(next);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "//evil.example",
                    "///evil.example",
                    "/\\evil.example",
                    "\\\\evil.example",
                    "https://evil.example",
                    "https:evil.example",
                    "javascript:alert(1)",
                    "evil.example",
                    " //evil.example",
                    "/\t/evil.example",
                    "/\r\nSet-Cookie: a=b",
                    "/\n/evil.example",
                    "/<script>",
                    ""
                })
        void is_never_an_address_of_another_server(String next) {
            assertThat(locationAfter(next)).isEqualTo("/");
            assertThat(browser.open("/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8))
                            .body())
                    .contains("name=\"next\" value=\"/\"");
        }

        @Test
        void is_opened_without_a_form_if_there_is_a_session() {
            Api.Response response = browser.signedIn(token("viewer")).open("/login?next=%2Fopenapi");
            assertThat(response.status()).isEqualTo(303);
            assertThat(response.headers()).containsEntry("location", "/openapi");
        }
    }

    @Nested
    class A_forwarded_request {
        private static final String HTTPS = "https";

        private Api.Response signIn(Browser proxied) {
            return proxied.submit(
                    "/login",
                    Map.of("token", StartedCoordinator.ADMIN_TOKEN),
                    "Sec-Fetch-Site",
                    "same-origin",
                    "X-Forwarded-Proto",
                    HTTPS);
        }

        @Test
        void gets_a_cookie_for_https_only_if_forwarded_headers_are_trusted() {
            assertThat(signIn(browser).headers().get("set-cookie"))
                    .startsWith("lockstep-session=")
                    .doesNotContain("Secure");
            try (StartedCoordinator trusting = StartedCoordinator.start(
                    SharedPostgres.freshDatabase(),
                    SharedKafka.bootstrapServers(),
                    "server.forward-headers-strategy=native")) {
                Api.Response response = signIn(Browser.of(trusting.api()));
                assertThat(response.headers().get("set-cookie"))
                        .startsWith("__Host-lockstep-session=")
                        .contains("; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/;");
            }
        }
    }
}
