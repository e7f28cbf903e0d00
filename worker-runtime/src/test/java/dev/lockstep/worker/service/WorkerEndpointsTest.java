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
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

class WorkerEndpointsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final TargetName target = new TargetName(SharedKafka.freshPrefix() + "endpoints");
    private final InMemoryStore store = new InMemoryStore(3);

    private static HttpResponse<String> get(ConfigurableApplicationContext worker, String path) throws Exception {
        String port = worker.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%s/actuator/%s".formatted(port, path)))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Nested
    class A_worker {
        @Test
        void is_ready_with_an_unreachable_store_and_publishes_metrics() throws Exception {
            store.disconnect();
            try (ConfigurableApplicationContext worker = InMemoryWorker.startWithHttp(target, store);
                    TestCoordinator coordinator = new TestCoordinator()) {
                assertThat(get(worker, "health/liveness").statusCode()).isEqualTo(200);
                assertThat(get(worker, "health/readiness").statusCode()).isEqualTo(200);
                store.reconnect();
                coordinator.create(Topics.REPORTS, Topics.commandsOf(target));
                coordinator.send(ContractMigration.of(InMemoryIncrement.OPERATION)
                        .on(target, TIMEOUT)
                        .apply(1));
                await().atMost(TIMEOUT).untilAsserted(() -> assertThat(
                                get(worker, "prometheus").body().lines())
                        .anyMatch(line -> line.startsWith("lockstep_step_duration_seconds_count")
                                && line.contains("outcome=\"succeeded\"")
                                && line.contains("target=\"%s\"".formatted(target)))
                        .anyMatch(line -> line.startsWith("lockstep_units_total") && line.endsWith(" 3.0")));
            }
        }

        @Test
        @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void without_brokers_is_live_and_not_ready_and_stops() throws Exception {
            try (ConfigurableApplicationContext worker = InMemoryWorker.startWithoutBrokers(target, store)) {
                assertThat(get(worker, "health/liveness").statusCode()).isEqualTo(200);
                assertThat(get(worker, "health/readiness").statusCode()).isEqualTo(503);
            }
        }
    }
}
