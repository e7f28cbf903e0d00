package dev.lockstep.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.example.RunningApplication.Answer;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOutageTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Nested
    class Health {

        @Test
        void names_a_store_that_does_not_answer_and_recovers_with_it(@TempDir Path directory) {
            RedisServer redis = DedicatedServers.redis();
            try (RunningApplication application =
                    RunningApplication.on(TestStores.withDatabases().withRedis(redis.uri(0)), directory)) {
                assertThat(application.get("/health").status()).isEqualTo(200);

                redis.pause();
                Instant asked = Instant.now();
                Answer paused = application.get("/health");
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(6));
                assertThat(paused.status()).isEqualTo(503);
                assertThat(paused.json()
                                .path("stores")
                                .path("postgres")
                                .path("status")
                                .asString())
                        .isEqualTo("UP");
                assertThat(paused.json()
                                .path("stores")
                                .path("redis")
                                .path("reason")
                                .asString())
                        .isEqualTo("no answer within 2,000 ms");

                redis.kill();
                Answer state = application.get("/api/v1/user-state/1");
                assertThat(state.status()).isEqualTo(503);
                assertThat(state.headers()).containsKey("retry-after");
                assertThat(application.get("/smoke").status()).isEqualTo(500);

                redis.start();
                Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(
                                application.get("/health").status())
                        .isEqualTo(200));
            } finally {
                redis.kill();
            }
        }
    }

    @Nested
    class The_smoke_test {

        @Test
        void of_empty_stores_names_what_is_missing(@TempDir Path directory) {
            try (RunningApplication application = RunningApplication.on(TestStores.withDatabases(), directory)) {
                Answer smoke = application.get("/smoke");
                assertThat(smoke.status()).isEqualTo(500);
                assertThat(smoke.body())
                        .contains("mongo: found no conversation that can be read, expected at least one")
                        .contains("relation \\\"exercises\\\" does not exist")
                        .contains("redis: found no user state that can be read, expected at least one");
                assertThat(application.get("/health").status()).isEqualTo(200);
            }
        }
    }
}
