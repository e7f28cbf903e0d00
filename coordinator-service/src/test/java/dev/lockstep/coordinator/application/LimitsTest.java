package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest extends ApplicationTest {
    private static final String ACTION = "/api/v1/migrations/00000000-0000-0000-0000-000000000000/actions/cancel";

    @Nested
    class A_body {
        @Test
        void of_an_action_has_at_most_64_kibibytes() {
            Api.Response response =
                    api.send(actionWith(BodyPublishers.ofString("{\"reason\": \"%s\"}".formatted("x".repeat(70_000)))));
            assertThat(response.status()).as(response.body()).isEqualTo(413);
            assertThat(response.json().path("type").asString()).endsWith("/body-too-large");
        }

        @Test
        void without_a_stated_length_has_the_same_limit() {
            InputStream endless = new ByteArrayInputStream(
                    ("{\"reason\": \"" + "x".repeat(200_000)).getBytes(StandardCharsets.UTF_8));
            Api.Response response = api.send(actionWith(BodyPublishers.ofInputStream(() -> endless)));
            assertThat(response.status()).as(response.body()).isEqualTo(413);
        }

        @ParameterizedTest
        @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
        void that_is_a_form_is_not_read_without_a_token(String method) {
            InputStream large = new ByteArrayInputStream("a=%zz".repeat(200_000).getBytes(StandardCharsets.UTF_8));
            Api anonymous = api.with("");
            Api.Response response = anonymous.send(anonymous
                    .request(ACTION)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .method(method, BodyPublishers.ofInputStream(() -> large)));
            assertThat(response.status()).as(response.body()).isEqualTo(401);
        }

        private HttpRequest.Builder actionWith(HttpRequest.BodyPublisher body) {
            return api.request(ACTION)
                    .header("Content-Type", "application/json")
                    .header("If-Match", "*")
                    .POST(body);
        }
    }

    @Nested
    class A_refused_body {
        private static final int MAX_PLAN = 1024 * 1024;
        private static final int PART = 16 * 1024;
        private static final String AFTER_IT =
                "GET /actuator/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        /** Sends headers, a body and another request, as far as the server takes them, and returns the responses. */
        private String send(String headers, String path, long length) throws IOException {
            URI address = URI.create(api.base());
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                OutputStream out = socket.getOutputStream();
                try {
                    out.write("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n"
                            .formatted(path, length, headers)
                            .getBytes(StandardCharsets.ISO_8859_1));
                    for (long sent = 0; sent < length; sent += PART) {
                        out.write(
                                " ".repeat((int) Math.min(PART, length - sent)).getBytes(StandardCharsets.US_ASCII));
                    }
                    out.write(AFTER_IT.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException _closed) {
                    // The server has closed the connection. Its response can be read.
                }
                return readToTheEnd(socket.getInputStream());
            }
        }

        private static String readToTheEnd(InputStream responses) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try {
                responses.transferTo(read);
            } catch (IOException _reset) {
                // The server has closed the connection before it had read everything.
            }
            return read.toString(StandardCharsets.UTF_8);
        }

        @Test
        void of_the_size_of_a_plan_gets_the_response_on_a_connection_that_stays_open() throws IOException {
            assertThat(send("Content-Type: application/yaml\r\n", "/api/v1/migrations", MAX_PLAN))
                    .startsWith("HTTP/1.1 401")
                    .contains("/unauthenticated", "HTTP/1.1 200");
        }

        @Test
        void that_is_too_large_for_its_endpoint_gets_the_response() throws IOException {
            assertThat(send(
                            "Content-Type: application/json\r\nIf-Match: *\r\nAuthorization: Bearer %s\r\n"
                                    .formatted(api.token()),
                            ACTION,
                            MAX_PLAN))
                    .startsWith("HTTP/1.1 413")
                    .contains("body-too-large");
        }

        @Test
        void that_is_larger_gets_the_response_but_is_not_read_to_its_end() throws IOException {
            assertThat(send("Content-Type: application/yaml\r\n", "/api/v1/migrations", 1L << 40))
                    .startsWith("HTTP/1.1 401")
                    .contains("Connection: close", "/unauthenticated")
                    .doesNotContain("HTTP/1.1 200");
            assertThat(send(
                            "Content-Type: application/json\r\nIf-Match: *\r\nAuthorization: Bearer %s\r\n"
                                    .formatted(api.token()),
                            ACTION,
                            1L << 40))
                    .startsWith("HTTP/1.1 413")
                    .contains("body-too-large")
                    .doesNotContain("HTTP/1.1 200");
        }
    }

    @Nested
    class Two_requests_in_one {
        /** Sends bytes that some servers take for one request and others for two, and returns all responses. */
        private String send(String headers, String body) throws IOException {
            URI address = URI.create(api.base());
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                OutputStream out = socket.getOutputStream();
                out.write("POST %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n%s"
                        .formatted(ACTION, headers, body)
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        private static final String SECOND = "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        @Test
        void with_a_length_and_chunks_get_no_second_response_with_data() throws IOException {
            String responses = send("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + SECOND);
            assertThat(responses).startsWith("HTTP/1.1 4").doesNotContain("HTTP/1.1 200", "grants");
        }

        @Test
        void with_two_lengths_are_refused() throws IOException {
            assertThat(send("Content-Length: 0\r\nContent-Length: 5\r\n", SECOND))
                    .startsWith("HTTP/1.1 400");
        }

        @Test
        void with_an_unknown_encoding_are_refused() throws IOException {
            assertThat(send("Transfer-Encoding: xchunked\r\n", SECOND)).startsWith("HTTP/1.1 501");
        }
    }
}
