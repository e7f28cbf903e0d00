package dev.lockstep.worker.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.InMemoryStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

class WorkerEndpointsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String TOKEN = "Bearer " + InMemoryWorker.METRICS_TOKEN;
    private static final String NO_TOKEN = "";

    private final TargetName target = new TargetName(SharedKafka.freshPrefix() + "endpoints");
    private final InMemoryStore store = new InMemoryStore(3);

    private static HttpResponse<String> get(ConfigurableApplicationContext worker, String path, String authorization)
            throws Exception {
        return send(worker, "GET", "/actuator/" + path, authorization);
    }

    private static HttpResponse<String> send(
            ConfigurableApplicationContext worker, String method, String path, String authorization) throws Exception {
        String port = worker.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Nested
    class A_worker {
        @Test
        void is_ready_with_an_unreachable_store_and_publishes_metrics() throws Exception {
            store.disconnect();
            try (ConfigurableApplicationContext worker = InMemoryWorker.startWithHttp(target, store);
                    TestCoordinator coordinator = new TestCoordinator()) {
                assertThat(get(worker, "health/liveness", NO_TOKEN).statusCode())
                        .isEqualTo(200);
                assertThat(get(worker, "health/readiness", NO_TOKEN).statusCode())
                        .isEqualTo(200);
                store.reconnect();
                coordinator.create(Topics.REPORTS, Topics.commandsOf(target));
                coordinator.send(ContractMigration.of(InMemoryIncrement.OPERATION)
                        .on(target, TIMEOUT)
                        .apply(1));
                await().atMost(TIMEOUT).untilAsserted(() -> assertThat(
                                get(worker, "prometheus", TOKEN).body().lines())
                        .anyMatch(line -> line.startsWith("lockstep_step_duration_seconds_count")
                                && line.contains("outcome=\"succeeded\"")
                                && line.contains("target=\"%s\"".formatted(target)))
                        .anyMatch(line -> line.startsWith("lockstep_units_total") && line.endsWith(" 3.0"))
                        .noneMatch(line -> line.startsWith("spring_security")));
            }
        }

        @Test
        @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void without_brokers_is_live_and_not_ready_and_stops() throws Exception {
            try (ConfigurableApplicationContext worker = InMemoryWorker.startWithoutBrokers(target, store)) {
                assertThat(get(worker, "health/liveness", NO_TOKEN).statusCode())
                        .isEqualTo(200);
                assertThat(get(worker, "health/readiness", NO_TOKEN).statusCode())
                        .isEqualTo(503);
            }
        }
    }

    @Nested
    class A_request {
        @Test
        void needs_the_metrics_token_except_for_health() throws Exception {
            try (ConfigurableApplicationContext worker = InMemoryWorker.startWithoutBrokers(target, store)) {
                for (String path :
                        List.of("/actuator/prometheus", "/actuator", "/actuator/info", "/", "/error", "/x")) {
                    for (String authorization : List.of(
                            NO_TOKEN, TOKEN + "x", TOKEN.substring(0, TOKEN.length() - 1), "Bearer", "Basic YTpi")) {
                        assertUnauthorized(send(worker, "GET", path, authorization));
                    }
                }
                for (String method : List.of("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
                    assertUnauthorized(send(worker, method, "/actuator/prometheus", NO_TOKEN));
                }
                assertThat(get(worker, "prometheus", TOKEN).statusCode()).isEqualTo(200);
                assertThat(send(worker, "GET", "/x", TOKEN).statusCode()).isEqualTo(404);
                assertThat(send(worker, "POST", "/actuator/health", NO_TOKEN).statusCode())
                        .isEqualTo(405);
            }
        }

        @Test
        void does_not_reach_the_metrics_by_another_form_of_their_path() throws Exception {
            try (ConfigurableApplicationContext worker = InMemoryWorker.startWithoutBrokers(target, store)) {
                for (String path : List.of(
                        "/actuator/health/../prometheus",
                        "/actuator/health/..;/prometheus",
                        "/actuator/health/%2e%2e/prometheus",
                        "/actuator/health/..%2fprometheus",
                        "//actuator/prometheus",
                        "/actuator//prometheus",
                        "/actuator/./prometheus",
                        "/actuator/prometheus/",
                        "/actuator/prometheus;x",
                        "/actuator/prometheus;/health",
                        "/actuator/health;/../prometheus",
                        "/actuator%2fprometheus",
                        "/actuator/%70rometheus",
                        "/ACTUATOR/prometheus",
                        "/actuator/prometheus?access_token=" + InMemoryWorker.METRICS_TOKEN)) {
                    assertThat(send(worker, "GET", path, NO_TOKEN))
                            .as(path)
                            .satisfies(response ->
                                    assertThat(response.statusCode()).isIn(400, 401))
                            .satisfies(response -> assertThat(response.body()).doesNotContain("jvm_"));
                }
            }
        }

        @Test
        void gets_the_details_of_health_only_with_the_token() throws Exception {
            try (ConfigurableApplicationContext worker = InMemoryWorker.startWithoutBrokers(target, store)) {
                assertThat(get(worker, "health", NO_TOKEN).body()).doesNotContain(target.value(), "kafka");
                assertThat(get(worker, "health/kafka", NO_TOKEN).statusCode()).isEqualTo(404);
                assertThat(get(worker, "health", TOKEN).body()).contains(target.value(), "kafka");
                // An invalid token is refused even where none is needed.
                assertUnauthorized(get(worker, "health", TOKEN + "x"));
            }
        }

        @Test
        void is_refused_with_every_token_if_none_is_configured() throws Exception {
            try (ConfigurableApplicationContext worker =
                    InMemoryWorker.startWithoutBrokers(target, store, "--lockstep.access.metrics-token=")) {
                for (String authorization : List.of(NO_TOKEN, TOKEN, "Bearer ", "Bearer null")) {
                    assertUnauthorized(get(worker, "prometheus", authorization));
                }
                assertThat(get(worker, "health/liveness", NO_TOKEN).statusCode())
                        .isEqualTo(200);
            }
        }

        private static void assertUnauthorized(HttpResponse<String> response) {
            assertThat(response.statusCode()).as(response.toString()).isEqualTo(401);
            assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
            assertThat(response.body()).isEmpty();
        }
    }
}
