package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Clients that send slowly, stop in the middle, or never end, and so would hold a connection and a thread. */
class SlowClientsTest {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final String ACTION = "/api/v1/migrations/00000000-0000-0000-0000-000000000000/actions/cancel";
    private static final String PLANS = "/api/v1/migrations";

    private final Api api = LimitedCoordinator.api();

    private String headOf(String path, String type, String length) {
        return "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nIf-Match: *\r\nContent-Type: %s\r\n%s\r\n\r\n"
                .formatted(path, api.token(), type, length);
    }

    /** Sends the same text again and again until the connection is closed, and returns the response. */
    private static String drip(RawConnection connection, String text) {
        Waits.await().pollInterval(INTERVAL).until(() -> !connection.trySend(text));
        return connection.awaitClose();
    }

    private static long storedMigrations() {
        return LimitedCoordinator.count("migration");
    }

    private static void assertProblem(String response, int status, String type) {
        assertThat(response)
                .startsWith("HTTP/1.1 %d ".formatted(status))
                .contains("application/problem+json", "https://lockstep.dev/problems/" + type)
                .doesNotContain("Exception", "\tat ");
    }

    @Nested
    class A_body_that_never_ends {
        private void endless(RawConnection connection, String chunk) {
            Thread.ofVirtual().start(() -> {
                while (connection.trySend(chunk)) {
                    Thread.onSpinWait();
                }
            });
        }

        @Test
        void is_refused_at_its_limit() {
            try (RawConnection connection = RawConnection.open(api)) {
                connection.send(headOf(ACTION, "application/json", "Transfer-Encoding: chunked"));
                endless(connection, "400\r\n" + " ".repeat(0x400) + "\r\n");
                assertProblem(connection.awaitClose(), 413, "body-too-large");
            }
        }

        @Test
        void of_a_plan_is_refused_at_its_limit_and_nothing_is_stored() {
            long before = storedMigrations();
            try (RawConnection connection = RawConnection.open(api)) {
                connection.send(headOf(PLANS, "application/yaml", "Transfer-Encoding: chunked"));
                connection.send("70\r\n%s\r\n".formatted("#" + " ".repeat(0x6e) + "\n"));
                endless(connection, "400\r\n" + " ".repeat(0x400) + "\r\n");
                assertProblem(connection.awaitClose(), 413, "plan-too-large");
            }
            assertThat(storedMigrations()).isEqualTo(before);
        }
    }

    @Nested
    class A_body_that_stops {
        @Test
        void is_refused_and_nothing_is_stored() {
            long before = storedMigrations();
            try (RawConnection connection = RawConnection.open(api)) {
                connection.send(headOf(PLANS, "application/yaml", "Content-Length: 1000") + "apiVersion: l");
                assertProblem(connection.awaitClose(), 408, "body-too-slow");
            }
            assertThat(storedMigrations()).isEqualTo(before);
        }

        @Test
        void in_a_chunk_is_refused() {
            try (RawConnection connection = RawConnection.open(api)) {
                connection.send(headOf(ACTION, "application/json", "Transfer-Encoding: chunked") + "64\r\n{");
                assertProblem(connection.awaitClose(), 408, "body-too-slow");
            }
        }

        @Test
        void without_a_token_ends_its_connection() {
            try (RawConnection connection = RawConnection.open(api.with(""))) {
                connection.send(
                        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{".formatted(ACTION));
                assertProblem(connection.awaitClose(), 401, "unauthenticated");
            }
        }
    }

    @Nested
    class A_body_that_arrives_byte_by_byte {
        @Test
        void is_refused_after_its_time() {
            try (RawConnection connection = RawConnection.open(api)) {
                connection.send(headOf(ACTION, "application/json", "Content-Length: 60000"));
                assertProblem(drip(connection, " "), 408, "body-too-slow");
            }
        }

        @Test
        void in_chunks_is_refused_after_its_time() {
            try (RawConnection connection = RawConnection.open(api)) {
                connection.send(headOf(PLANS, "application/yaml", "Transfer-Encoding: chunked"));
                assertProblem(drip(connection, "1\r\n#\r\n"), 408, "body-too-slow");
            }
        }

        @Test
        void without_a_token_ends_its_connection_after_its_time() {
            try (RawConnection connection = RawConnection.open(api.with(""))) {
                connection.send(
                        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n".formatted(ACTION));
                connection.awaitText("unauthenticated");
                assertThat(connection.isClosed()).isFalse();
                assertProblem(drip(connection, " "), 401, "unauthenticated");
            }
        }
    }

    @Nested
    class Headers {
        @Test
        void that_arrive_byte_by_byte_end_their_connection_after_their_time() {
            try (RawConnection connection = RawConnection.open(api)) {
                connection.send("GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
                assertThat(drip(connection, "x")).isEmpty();
            }
        }

        @Test
        void that_stop_end_their_connection() {
            try (RawConnection connection = RawConnection.open(api)) {
                connection.send("GET /api/v1/me HTTP/1.1\r\nHost: lo");
                assertThat(connection.awaitClose()).isEmpty();
            }
        }

        @Test
        void of_several_requests_on_one_connection_have_their_time_each() {
            String request = "GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n";
            try (RawConnection connection = RawConnection.open(api)) {
                long start = System.nanoTime();
                Waits.await().pollInterval(INTERVAL).until(() -> {
                    connection.send(request);
                    return System.nanoTime() - start
                            > LimitedCoordinator.HEADER_TIME.plus(INTERVAL).toNanos();
                });
                assertThat(connection.isClosed()).isFalse();
            }
        }
    }

    @Nested
    class A_connection_without_requests {
        @Test
        void is_closed() {
            try (RawConnection connection = RawConnection.open(api)) {
                assertThat(connection.awaitClose()).isEmpty();
            }
        }
    }
}
