package dev.lockstep.coordinator.running;

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

class BadRequestsTest extends Running {
    private static final String ONE = "/api/v1/migrations/00000000-0000-0000-0000-000000000000";

    private static JsonNode problem(Api.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("type").asString()).startsWith("https://lockstep.dev/problems/");
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("detail").asString()).isNotBlank();
        return problem;
    }

    private static JsonNode error(JsonNode problem) {
        JsonNode error = problem.path("errors").path(0);
        assertThat(error.path("mend").asString()).isNotBlank();
        return error;
    }

    private Api.Answer method(String method, String path) {
        return api.send(api.request(path).method(method, BodyPublishers.noBody()));
    }

    private Api.Answer withHeader(String path, String name, String value) {
        return api.send(api.request(path).header(name, value).GET());
    }

    /** Sends what no client would let through, and reads the answer with its head. */
    private String raw(String request) {
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
    class A_refusal_is_a_problem_detail_whoever_refuses {
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
        void of_a_path_a_method_or_a_query(String method, String path, int status) {
            problem(method(method, path), status);
        }

        @ParameterizedTest
        @CsvSource({
            "text/html, 406",
            "text/event-stream, 406",
            "nonsense, 406",
            "application/json;charset=utf-16, 404",
            "application/json;q=0.1, 404"
        })
        void of_what_is_to_be_answered(String accept, int status) {
            problem(withHeader(ONE, "Accept", accept), status);
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
                    "application/json; charset=klingon"
                })
        void of_a_type_of_body(String type) {
            problem(api.post("/api/v1/migrations", type, Posted.single(Posted.freshName(), "pg-1")), 415);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET /api/v1/migrations/%zz HTTP/1.1",
                    "GET /api/v1/migrations/a%2Fb HTTP/1.1",
                    "GET /api/v1/migrations/%00 HTTP/1.1",
                    "GET /api/v1/migrations/{} HTTP/1.1"
                })
        void of_what_is_no_http(String request) {
            assertThat(raw(request + "\r\nHost: here\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "\"type\":\"https://lockstep.dev/problems/bad-request\"");
        }
    }

    @Nested
    class A_body {
        @Test
        void that_is_compressed_is_refused_and_not_guessed_at() {
            Api.Answer answer = api.send(api.request("/api/v1/plans/validate")
                    .header("Content-Type", "application/yaml")
                    .header("Content-Encoding", "gzip")
                    .POST(BodyPublishers.ofByteArray(gzip(Posted.single(Posted.freshName(), "pg-1")))));
            assertThat(problem(answer, 415).path("detail").asString()).contains("gzip");
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
        void of_an_action_that_cannot_be_read_is_a_400_with_the_mend(String body) {
            JsonNode error = error(problem(act(body), 400));
            assertThat(error.path("message").asString()).isNotBlank().doesNotContain("java", "jackson", "JsonToken");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"reason\": 7}               | /reason | it is not a text",
                    "{\"reason\": \"x\", \"a/b\": 1} | /a~1b   | a/b is not known here",
                    "[]                          | ''      | it is not an object"
                },
                quoteCharacter = '\'')
        void of_an_action_says_where_it_is_wrong(String body, String pointer, String message) {
            JsonNode error = error(problem(act(body), 400));
            assertThat(error.path("pointer").asString()).isEqualTo(pointer);
            assertThat(error.path("message").asString()).isEqualTo(message);
            assertThat(error.path("line").intValue()).isEqualTo(1);
        }

        private Api.Answer act(String body) {
            return api.act(ONE.substring(ONE.lastIndexOf('/') + 1), "rollback", body, "*");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "  ", "\\u0000", "\\ud800"})
        void of_an_action_needs_a_reason_that_can_be_kept(String reason) {
            String body = "{\"reason\": \"%s\"}".formatted(reason);
            assertThat(error(problem(act(body), 422)).path("pointer").asString())
                    .isEqualTo("/reason");
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void is_refused_while_there_is_none_and_starts_nothing() {
            String name = Posted.freshName();
            Api.Answer answer =
                    api.post("/api/v1/migrations?dryRun=true", "application/yaml", Posted.single(name, "pg-1"));
            problem(answer, 400);
            assertThat(api.get("/api/v1/migrations?name=" + name).json().path("items"))
                    .isEmpty();
        }
    }

    @Nested
    class A_name_with_other_content {
        @Test
        void is_refused_with_the_place_of_each_difference() {
            String plan = Posted.single(Posted.freshName(), "pg-1");
            completed(plan);
            JsonNode error = error(problem(api.yaml(plan.replace("SELECT 2", "SELECT 3")), 409));
            assertThat(error.path("line").intValue()).isGreaterThan(1);
            assertThat(error.path("column").intValue()).isGreaterThan(1);
        }
    }

    @Nested
    class A_stream {
        @Test
        void that_is_asked_for_its_head_ends_there() {
            String id = completed(Posted.single(Posted.freshName(), "pg-1"));
            Api.Answer answer = api.send(api.request("/api/v1/migrations/%s/events".formatted(id))
                    .header("Accept", "text/event-stream")
                    .method("HEAD", BodyPublishers.noBody()));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().get("content-type")).startsWith("text/event-stream");
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "-1", "1.5", "99999999999999999999"})
        void goes_on_from_an_event_and_from_nothing_else(String lastEvent) {
            String id = completed(Posted.single(Posted.freshName(), "pg-1"));
            problem(
                    api.send(api.request("/api/v1/migrations/%s/events".formatted(id))
                            .header("Accept", "text/event-stream")
                            .header("Last-Event-ID", lastEvent)
                            .GET()),
                    400);
        }
    }

    @Nested
    class An_answer {
        @Test
        void is_in_utf_8_whatever_charset_is_asked_for() {
            Api.Answer answer = withHeader("/api/v1/migrations", "Accept", "application/json;charset=utf-16");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("items").isArray()).isTrue();
        }
    }
}
