package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no HTTP client sends: too long, ambiguous, or with control characters. */
class MalformedRequestsTest {
    private static final String SECOND = "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final String PLANTED = "planted";

    private final Api api = LimitedCoordinator.api();

    private String send(String request) {
        try (RawConnection connection = RawConnection.open(api)) {
            connection.trySend(request);
            return connection.awaitClose();
        }
    }

    private String get(String headers) {
        return send(
                "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n%s\r\n"
                        .formatted(api.token(), headers));
    }

    private String post(String headers, String body) {
        return send("POST /api/v1/plans/validate HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n%s"
                .formatted(api.token(), headers, body));
    }

    private static void assertRefusedWithoutDetail(String response) {
        assertThat(response)
                .matches("(?s)HTTP/1\\.1 (400|414|431|501) .*")
                .contains("application/problem+json", "malformed HTTP request")
                .doesNotContain("HTTP/1.1 200", "Exception", "\tat ", "Tomcat", PLANTED);
        assertThat(response.split("HTTP/1\\.1 ", -1)).hasSize(2);
    }

    @Nested
    class A_request {
        @Test
        void with_a_long_header_is_refused() {
            assertRefusedWithoutDetail(get("X-Long: %s\r\n".formatted(PLANTED.repeat(2_000))));
        }

        @Test
        void with_many_headers_is_refused() {
            assertRefusedWithoutDetail(get(IntStream.range(0, 200)
                    .mapToObj("X-%d: planted\r\n"::formatted)
                    .collect(Collectors.joining())));
        }

        @Test
        void with_a_long_path_is_refused() {
            assertRefusedWithoutDetail(
                    send("GET /api/v1/%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(PLANTED.repeat(2_000))));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Lockstep-On-Behalf-Of: ann\rplanted\r\n",
                    "Lockstep-On-Behalf-Of: ann\u0000planted\r\n",
                    "X-A : planted\r\n",
                    "X A: planted\r\n",
                    "planted\r\n",
                    ": planted\r\n",
                    "Host: planted\r\n"
                })
        void with_an_ambiguous_header_is_refused(String header) {
            assertRefusedWithoutDetail(get(header));
        }

        @Test
        void with_a_folded_header_has_its_value_in_one_line() {
            assertThat(get("Lockstep-On-Behalf-Of: ann\r\n other\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .contains("\"onBehalfOf\":\"ann other\"");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET /api/v1/me HTTP/1.1\r\n",
                    "GET /api/v1/me HTTP/1.1 planted\r\nHost: localhost\r\n",
                    "GET /api/v1/me HTTP/9.9\r\nHost: localhost\r\n",
                    "G\u0000T /api/v1/me HTTP/1.1\r\nHost: localhost\r\n"
                })
        void with_an_invalid_request_line_is_refused(String request) {
            String response =
                    send("%sAuthorization: Bearer %s\r\nConnection: close\r\n\r\n".formatted(request, api.token()));
            assertThat(response).matches("(?s)HTTP/1\\.1 (400|505) .*").doesNotContain("Exception", "grants");
        }

        @Test
        void with_two_spaces_in_its_request_line_needs_a_token_too() {
            assertThat(send("GET  /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 401 ");
        }

        @Test
        void without_a_protocol_gets_no_answer_of_the_application() {
            assertThat(send("GET /api/v1/me\r\n")).doesNotContain("HTTP/1.1 200", "Exception", "grants");
        }
    }

    @Nested
    class A_second_request_in_the_body_of_the_first {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Content-Length: 0\r\nContent-Length: 5\r\n",
                    "Content-Length: 0, 5\r\n",
                    "Content-Length: +0\r\n",
                    "Content-Length: -1\r\n",
                    "Content-Length: 0x0\r\n",
                    "Content-Length : 0\r\n",
                    "Content-Length:\r\n 0\r\n",
                    "Transfer-Encoding: xchunked\r\n",
                    "Transfer-Encoding: chunked, identity\r\n",
                    "Transfer-Encoding: chunked, chunked\r\n",
                    "Transfer-Encoding:\u000bchunked\r\n",
                    "Transfer-Encoding : chunked\r\n",
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"
                })
        void is_not_served_if_the_length_is_ambiguous(String headers) {
            assertRefusedWithoutDetail(post("Content-Type: application/yaml\r\n" + headers, "0\r\n\r\n" + SECOND));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"0\n\n", "0;\n\r\n\r\n", "0\r\r\n\r\n", "-0\r\n\r\n", "0x0\r\n\r\n", "+0\r\n\r\n", "\r\n"})
        void is_not_served_if_a_chunk_is_ambiguous(String chunk) {
            String response = post(
                    "Content-Type: application/yaml\r\nTransfer-Encoding: chunked\r\n", "1\r\na\r\n" + chunk + SECOND);
            assertThat(response).startsWith("HTTP/1.1 4").doesNotContain("HTTP/1.1 200", "grants", "Exception");
            assertThat(response.split("HTTP/1\\.1 ", -1)).hasSize(2);
        }

        @Test
        void is_not_served_with_a_length_and_chunks() {
            String response = post(
                    "Content-Type: application/yaml\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                    "0\r\n\r\n" + SECOND);
            assertThat(response).startsWith("HTTP/1.1 4").doesNotContain("HTTP/1.1 200", "grants");
            assertThat(response.split("HTTP/1\\.1 ", -1)).hasSize(2);
        }
    }

    @Nested
    class A_path_that_is_no_uri {
        private static String get(String path, String headers) {
            return "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(path, headers);
        }

        private static void assertProblem(String response, int status, String type) {
            assertThat(response)
                    .startsWith("HTTP/1.1 %d ".formatted(status))
                    .contains("application/problem+json", "/" + type)
                    .doesNotContain("Exception", "\tat ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/api/v1/[x]", "/api/v1/]", "/[", "/api/v1/a%20[b]"})
        void is_refused_as_any_other(String path) {
            assertProblem(send(get(path, "Connection: close\r\n")), 401, "unauthenticated");
            String headers = "Authorization: Bearer %s\r\nConnection: close\r\n".formatted(api.token());
            assertThat(send(get(path, headers)))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("not-found", path.replace("[", "%5B").replace("]", "%5D"));
            String viewer = "Authorization: Bearer %s\r\nConnection: close\r\n"
                    .formatted(api.withGrants("viewer").token());
            assertProblem(send(get("/actuator/" + path.substring(1), viewer)), 403, "forbidden");
        }

        @Test
        void is_refused_above_the_rate() {
            Api caller = api.withGrants("viewer");
            String request = get("/api/v1/[x]", "Authorization: Bearer %s\r\n".formatted(caller.token()));
            // Tomcat closes a connection after 100 requests.
            Waits.await().until(() -> send(request.repeat(100)), responses -> responses.contains("/too-many-requests"));
        }
    }

    @Nested
    class A_path {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/api/v1/me;x",
                    "/api/v1;x=y/me",
                    "//",
                    "//:x",
                    "/api/v1//me",
                    "//api/v1/me",
                    "/api/v1/./me",
                    "/api/v1/audit/../me",
                    "/api/v1/audit/..%2fme",
                    "/api/v1/audit/%2e%2e/me",
                    "/api/v1/audit/%252e%252e/me",
                    "/api/v1%2fme",
                    "/api/v1/me%00",
                    "/api/v1/me%0d%0aplanted",
                    "/api/v1/me%5c",
                    "/api/v1\\me",
                    "/api/v1/me%3bx"
                })
        void that_two_servers_could_read_differently_is_refused(String path) {
            String response =
                    send("GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                            .formatted(path, api.token()));
            assertThat(response)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .doesNotContain("grants", "Exception", "\tat ");
        }
    }
}
