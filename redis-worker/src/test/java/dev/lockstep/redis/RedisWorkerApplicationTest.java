package dev.lockstep.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.fixture.TestRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class RedisWorkerApplicationTest {
    private static final String UNREACHABLE_ADDRESS = "127.0.0.1:1";
    private static final String TOKEN = "lockstep_metrics";

    @Nested
    class Without_kafka_and_with_one_unreachable_target {
        @Test
        void the_worker_is_alive_and_its_health_lists_its_own_targets() throws IOException, InterruptedException {
            try (TestRedis redis = TestRedis.fresh();
                    ConfigurableApplicationContext worker = SpringApplication.run(
                            RedisWorkerApplication.class,
                            "--server.port=0",
                            "--spring.kafka.bootstrap-servers=" + UNREACHABLE_ADDRESS,
                            "--lockstep.access.metrics-token=" + TOKEN,
                            "--lockstep.targets.main-redis.url=" + redis.uri(),
                            "--lockstep.targets.unreachable-redis.url=redis://" + UNREACHABLE_ADDRESS,
                            "--lockstep.targets.main-postgres.url=jdbc:postgresql://" + UNREACHABLE_ADDRESS + "/db");
                    HttpClient http = HttpClient.newHttpClient()) {
                String actuator =
                        "http://localhost:" + worker.getEnvironment().getProperty("local.server.port") + "/actuator/";
                assertThat(get(http, actuator + "health/liveness").statusCode()).isEqualTo(200);
                assertThat(get(http, actuator + "health").body())
                        .contains("main-redis", "unreachable-redis")
                        .doesNotContain("main-postgres");
                assertThat(get(http, actuator + "prometheus").statusCode()).isEqualTo(200);
            }
        }

        private static HttpResponse<String> get(HttpClient http, String address)
                throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .header("Authorization", "Bearer " + TOKEN)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
