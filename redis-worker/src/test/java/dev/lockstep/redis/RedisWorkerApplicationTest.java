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
    private static final String UNREACHABLE = "127.0.0.1:1";

    @Nested
    class Without_kafka_and_with_one_unreachable_target {
        @Test
        void the_worker_is_alive_and_its_health_lists_its_own_targets() throws IOException, InterruptedException {
            try (TestRedis redis = TestRedis.fresh();
                    ConfigurableApplicationContext worker = SpringApplication.run(
                            RedisWorkerApplication.class,
                            "--server.port=0",
                            "--spring.kafka.bootstrap-servers=" + UNREACHABLE,
                            "--lockstep.targets.main-redis.url=" + redis.uri(),
                            "--lockstep.targets.far-redis.url=redis://" + UNREACHABLE,
                            "--lockstep.targets.main-postgres.url=jdbc:postgresql://" + UNREACHABLE + "/db");
                    HttpClient http = HttpClient.newHttpClient()) {
                String actuator =
                        "http://localhost:" + worker.getEnvironment().getProperty("local.server.port") + "/actuator/";
                assertThat(status(http, actuator + "health/liveness").statusCode())
                        .isEqualTo(200);
                assertThat(status(http, actuator + "health").body())
                        .contains("main-redis", "far-redis")
                        .doesNotContain("main-postgres");
                assertThat(status(http, actuator + "prometheus").statusCode()).isEqualTo(200);
            }
        }

        private static HttpResponse<String> status(HttpClient http, String address)
                throws IOException, InterruptedException {
            return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
