package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RequestFloodTest {
    private static final int REQUESTS = 3000;
    private static final int BURST = 2 * LimitedCoordinator.REQUESTS_PER_SECOND;
    private static final int MAX_LOST = REQUESTS / 100;
    private static final int AUDIT_BURST = 100;
    private static final int AUDITED_PER_SECOND = 10;

    private final Api api = LimitedCoordinator.api();

    /** One client that sends a request each millisecond, from a network address of its own. */
    private static final class Flood implements AutoCloseable {
        private static final String ACTION = "/api/v1/migrations/00000000-0000-0000-0000-000000000000/actions/cancel";
        private final Api caller;
        private final HttpClient http;
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private final ConcurrentLinkedQueue<CompletableFuture<HttpResponse<String>>> responses =
                new ConcurrentLinkedQueue<>();
        private final long start = System.nanoTime();
        private final ScheduledFuture<?> sending;
        private int sent;

        Flood(Api caller, String address) {
            this.caller = caller;
            try {
                http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .localAddress(InetAddress.getByName(address))
                        .build();
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
            sending = clock.scheduleAtFixedRate(this::send, 0, 1, TimeUnit.MILLISECONDS);
        }

        private void send() {
            if (sent < REQUESTS) {
                var request = caller.request(sent % 2 == 0 ? "/api/v1/me" : ACTION);
                if (sent % 2 == 1) {
                    request.header("Content-Type", "application/json")
                            .header("If-Match", "*")
                            .POST(BodyPublishers.ofString("{\"reason\": \"flood\"}"));
                }
                responses.add(http.sendAsync(request.build(), BodyHandlers.ofString()));
                sent++;
            }
        }

        /** All responses but the few to requests on connections that the server was just closing. */
        List<HttpResponse<String>> responses() {
            Waits.await().until(() -> responses.size() == REQUESTS);
            List<HttpResponse<String>> received = responses.stream()
                    .flatMap(response -> response.handle((found, _failure) -> Stream.ofNullable(found))
                            .join())
                    .toList();
            assertThat(received).hasSizeGreaterThan(REQUESTS - MAX_LOST);
            return received;
        }

        /** The time of the flood in seconds, rounded up. */
        long seconds() {
            return Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
        }

        @Override
        public void close() {
            sending.cancel(true);
            clock.shutdown();
            http.close();
        }
    }

    private static void assertRefusal(HttpResponse<String> refused) {
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isPositive();
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).contains("https://lockstep.dev/problems/too-many-requests");
    }

    private static long auditEntriesOf(String caller) {
        return Objects.requireNonNull(LimitedCoordinator.database()
                .queryForObject("SELECT count(*) FROM audit_entry WHERE strpos(entry, ?) > 0", Long.class, caller));
    }

    @Nested
    class A_caller_that_sends_a_request_each_millisecond {
        @Test
        void is_refused_above_its_rate_and_nobody_else_is(CapturedOutput log) {
            Api other = api.withGrants("viewer");
            Api caller = api.withGrants("viewer");
            String tokenId = Objects.requireNonNull(LimitedCoordinator.database()
                    .queryForObject("SELECT id FROM api_token ORDER BY created_at DESC LIMIT 1", String.class));
            try (Flood flood = new Flood(caller, "127.0.0.2")) {
                Waits.await().until(() -> flood.responses.size() > REQUESTS / 3);
                assertThat(other.get("/api/v1/me").status()).isEqualTo(200);
                assertThat(api.with("").get("/actuator/health/liveness").status())
                        .isEqualTo(200);

                List<HttpResponse<String>> responses = flood.responses();
                long seconds = flood.seconds();
                List<HttpResponse<String>> refused = responses.stream()
                        .filter(response -> response.statusCode() == 429)
                        .toList();
                assertThat(responses).extracting(HttpResponse::statusCode).containsOnly(200, 403, 429);
                assertThat(responses.size() - refused.size())
                        .isBetween(
                                BURST - MAX_LOST,
                                Math.toIntExact(BURST + LimitedCoordinator.REQUESTS_PER_SECOND * seconds));
                assertThat(refused).allSatisfy(RequestFloodTest::assertRefusal);
                assertThat(responses)
                        .noneMatch(response -> response.body().contains(caller.token())
                                || response.body().contains("Exception")
                                || response.body().contains("\tat "));
                assertThat(auditEntriesOf(tokenId)).isBetween(1L, AUDIT_BURST + AUDITED_PER_SECOND * seconds);
            }
            assertThat(log.getAll()).doesNotContain(caller.token());
            assertThat(log.getAll()
                            .lines()
                            .filter(line -> line.contains("coordinator.http") || line.contains("catalina")))
                    .isEmpty();
            Waits.await().until(() -> caller.get("/api/v1/me").status() == 200);
        }
    }

    @Nested
    class A_client_without_a_token_that_sends_a_request_each_millisecond {
        @Test
        void is_refused_by_its_address_and_fills_no_audit_trail() {
            long before = LimitedCoordinator.count("audit_entry");
            try (Flood flood = new Flood(api.with(""), "127.0.0.3")) {
                List<HttpResponse<String>> responses = flood.responses();
                long seconds = flood.seconds();
                assertThat(responses)
                        .extracting(HttpResponse::statusCode)
                        .contains(401, 429)
                        .containsOnly(401, 429);
                assertThat(responses)
                        .filteredOn(response -> response.statusCode() == 429)
                        .allSatisfy(RequestFloodTest::assertRefusal);
                assertThat(LimitedCoordinator.count("audit_entry") - before)
                        .isBetween(1L, AUDIT_BURST + AUDITED_PER_SECOND * seconds);
            }
            assertThat(api.with("").get("/api/v1/me").status()).isEqualTo(401);
        }
    }
}
