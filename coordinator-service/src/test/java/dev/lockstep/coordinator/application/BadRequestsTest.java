package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BadRequestsTest extends ApplicationTest {
    private static final String UNKNOWN_MIGRATION = "/api/v1/migrations/00000000-0000-0000-0000-000000000000";

    private static JsonNode assertProblem(Api.Response response, int status) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().get("content-type")).startsWith("application/problem+json");
        JsonNode problem = response.json();
        assertThat(problem.path("type").asString()).startsWith("https://lockstep.dev/problems/");
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("detail").asString()).isNotBlank();
        return problem;
    }

    private static JsonNode firstError(JsonNode problem) {
        JsonNode error = problem.path("errors").path(0);
        assertThat(error.path("hint").asString()).isNotBlank();
        return error;
    }

    private Api.Response sendWithMethod(String method, String path) {
        return api.send(api.request(path).method(method, BodyPublishers.noBody()));
    }

    private Api.Response getWithHeader(String path, String name, String value) {
        return api.send(api.request(path).header(name, value).GET());
    }

    /** Sends a request that no HTTP client would send, and reads the whole response. */
    private String sendRaw(String request) {
        URI address = URI.create(api.base());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Nested
    class A_problem_detail {
        @ParameterizedTest
        @CsvSource({
            "PUT, /api/v1/migrations, 405",
            "DELETE, /api/v1/plans/validate, 405",
            "GET, /api/v1/plans/validate, 405",
            "FOO, /api/v1/targets, 405",
            "GET, /api/v1/nothing, 404",
            "GET, /api/v1/migrations/, 404",
            "GET, /error, 404",
            "GET, /api/v1/migrations?limit=x, 400",
            "GET, /api/v1/migrations?limit=0, 400",
            "GET, /api/v1/migrations?limit=99999999999999999999, 400",
            "GET, /api/v1/migrations?after=x, 400",
            "GET, /api/v1/migrations?state=x, 400",
            "GET, /api/v1/migrations?name=%FF, 400"
        })
        void is_returned_for_an_invalid_path_method_or_query(String method, String path, int status) {
            assertProblem(sendWithMethod(method, path), status);
        }

        @ParameterizedTest
        @CsvSource({
            "text/html, 406",
            "text/event-stream, 406",
            "nonsense, 406",
            "application/json;charset=utf-16, 404",
            "application/json;q=0.1, 404"
        })
        void is_returned_for_any_accept_header(String accept, int status) {
            assertProblem(getWithHeader(UNKNOWN_MIGRATION, "Accept", accept), status);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "text/plain",
                    "multipart/form-data",
                    "multipart/form-data; boundary=x",
                    "application/x-www-form-urlencoded",
                    "nonsense",
                    "application/yaml; charset=utf-16",
                    "application/json; charset=unknown"
                })
        void is_returned_for_an_unsupported_content_type(String type) {
            assertProblem(api.post("/api/v1/migrations", type, TestPlans.singleStep(TestPlans.newName(), "pg-1")), 415);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET /api/v1/migrations/%zz HTTP/1.1",
                    "GET /api/v1/migrations/a%2Fb HTTP/1.1",
                    "GET /api/v1/migrations/%00 HTTP/1.1",
                    "GET /api/v1/migrations/{} HTTP/1.1"
                })
        void is_returned_for_malformed_http(String request) {
            assertThat(sendRaw(request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "\"type\":\"https://lockstep.dev/problems/bad-request\"");
        }
    }

    @Nested
    class A_body {
        @Test
        void that_is_compressed_is_refused() {
            Api.Response response = api.send(api.request("/api/v1/plans/validate")
                    .header("Content-Type", "application/yaml")
                    .header("Content-Encoding", "gzip")
                    .POST(BodyPublishers.ofByteArray(gzip(TestPlans.singleStep(TestPlans.newName(), "pg-1")))));
            assertThat(assertProblem(response, 415).path("detail").asString()).contains("gzip");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "null",
                    "[]",
                    "7",
                    "{\"reason\": 7}",
                    "{\"reason\": \"x\", \"step\": 5}",
                    "{\"reason\": [\"x\"]}",
                    "{\"reason\": \"x\", \"why\": 1}",
                    "{\"reason\": \"x\", \"reason\": \"y\"}",
                    "{\"reason\": \"x\"",
                    "{\"reason\": \"x\"} x"
                })
        void of_an_action_that_is_unreadable_is_refused_with_400_and_a_hint(String body) {
            JsonNode error = firstError(assertProblem(requestRollback(body), 400));
            assertThat(error.path("message").asString()).isNotBlank().doesNotContain("java", "jackson", "JsonToken");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"reason\": 7}               | /reason | the value is not a string",
                    "{\"reason\": \"x\", \"a/b\": 1} | /a~1b   | the field \"a/b\" is unknown",
                    "[]                          | ''      | the body is not an object"
                },
                quoteCharacter = '\'')
        void of_an_action_is_refused_with_the_position_of_the_error(String body, String pointer, String message) {
            JsonNode error = firstError(assertProblem(requestRollback(body), 400));
            assertThat(error.path("pointer").asString()).isEqualTo(pointer);
            assertThat(error.path("message").asString()).isEqualTo(message);
            assertThat(error.path("line").intValue()).isEqualTo(1);
        }

        private Api.Response requestRollback(String body) {
            return api.requestAction(
                    UNKNOWN_MIGRATION.substring(UNKNOWN_MIGRATION.lastIndexOf('/') + 1), "rollback", body, "*");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "  ", "\\u0000", "\\ud800"})
        void of_an_action_requires_a_reason_that_can_be_stored(String reason) {
            String body = "{\"reason\": \"%s\"}".formatted(reason);
            assertThat(firstError(assertProblem(requestRollback(body), 422))
                            .path("pointer")
                            .asString())
                    .isEqualTo("/reason");
        }
    }

    @Nested
    class A_plan_with_a_name_in_use {
        @Test
        void is_refused_with_the_position_of_each_difference() {
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            submitAndComplete(plan);
            JsonNode error = firstError(assertProblem(api.submitYaml(plan.replace("SELECT 2", "SELECT 3")), 409));
            assertThat(error.path("line").intValue()).isGreaterThan(1);
            assertThat(error.path("column").intValue()).isGreaterThan(1);
        }
    }

    @Nested
    class An_event_stream {
        @Test
        void requested_by_head_ends_after_the_headers() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            Api.Response response = api.send(api.request("/api/v1/migrations/%s/events".formatted(id))
                    .header("Accept", "text/event-stream")
                    .method("HEAD", BodyPublishers.noBody()));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().get("content-type")).startsWith("text/event-stream");
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "-1", "1.5", "99999999999999999999"})
        void refuses_an_invalid_last_event_id(String lastEvent) {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            assertProblem(
                    api.send(api.request("/api/v1/migrations/%s/events".formatted(id))
                            .header("Accept", "text/event-stream")
                            .header("Last-Event-ID", lastEvent)
                            .GET()),
                    400);
        }
    }

    @Nested
    class A_response {
        @Test
        void is_in_utf_8_for_any_requested_charset() {
            Api.Response response = getWithHeader("/api/v1/migrations", "Accept", "application/json;charset=utf-16");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.json().path("items").isArray()).isTrue();
        }
    }
}
