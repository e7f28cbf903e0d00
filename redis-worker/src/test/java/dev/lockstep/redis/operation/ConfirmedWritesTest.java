package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Results wait until the writes of the step are on the server's disk, and in the memory of replicas if required. */
class ConfirmedWritesTest {
    private static final int KEYS = 20;
    private static final Map<String, String> ONE_REPLICA = Map.of("confirm-replicas", "1", "command-timeout", "1s");
    private final RedisServer server = DedicatedServers.redis();
    private final TestRedis redis = new TestRedis(server.uri(0));

    @BeforeEach
    void seed() {
        IntStream.range(0, KEYS).forEach(key -> redis.call("SET", "a:" + key, "{}"));
    }

    @AfterEach
    void stop() {
        redis.close();
        server.stop();
    }

    @Nested
    class On_a_server_with_WAITAOF {
        @BeforeEach
        void skipOlderServers() {
            String version = redis.info("server")
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .findFirst()
                    .orElseThrow();
            assumeThat(version).as("WAITAOF exists from Redis 7.2 on").doesNotContain(":6.", ":7.0.");
        }

        @Test
        void each_dispatch_waits_once_for_the_disk() {
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                assertThat(redis.calls("waitaof")).isEqualTo(1);
                step.compensate();
                assertThat(redis.calls("waitaof")).isEqualTo(2);
            }
        }

        @Test
        void a_server_without_an_append_only_file_is_not_asked() {
            redis.call("CONFIG", "SET", "appendonly", "no");
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.preflight();
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                assertThat(redis.calls("waitaof")).isZero();
            }
        }

        @Test
        void preflight_refuses_a_server_that_never_forces_its_append_only_file_to_disk() {
            redis.call("CONFIG", "SET", "appendfsync", "no");
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                StepFailure failure = step.runToFailure(Stage.PREFLIGHT);
                assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
                assertThat(failure.code()).isEqualTo("append-only-file-not-synced");
                assertThat(failure.message()).contains("appendfsync is no", "everysec");
            }
        }
    }

    @Nested
    class With_confirm_replicas {
        @Test
        void preflight_refuses_a_server_without_replicas() {
            try (StepRun step = StepRun.on(redis, Transforms.move(), ONE_REPLICA)) {
                StepFailure failure = step.runToFailure(Stage.PREFLIGHT);
                assertThat(failure.code()).isEqualTo("too-few-replicas");
                assertThat(failure.message()).contains("0 connected replicas", "at least 1", "confirm-replicas");
            }
        }

        @Test
        void a_result_waits_for_the_replica_and_a_later_dispatch_reports_it() {
            RedisServer replica = DedicatedServers.redis();
            try (TestRedis copy = new TestRedis(replica.uri(0));
                    StepRun step = StepRun.on(redis, Transforms.move(), ONE_REPLICA)) {
                copy.call(
                        "REPLICAOF",
                        "127.0.0.1",
                        Integer.toString(server.address().port()));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() ->
                                copy.exists("a:1") && redis.info("replication").contains("state=online"));
                step.preflight();
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                assertThat(copy.text("b:1")).isEqualTo("{\"v\":2}");

                replica.pause();
                StepFailure failure = step.runToFailure(Stage.COMPENSATE);
                assertThat(failure).isInstanceOf(StepFailure.Unreachable.class);
                assertThat(failure.message()).contains("0 replicas", "expected 1", "confirm-replicas");
                replica.resume();
                assertThat(step.compensate().restored()).isEqualTo(KEYS);
                assertThat(copy.exists("b:1")).isFalse();
            } finally {
                replica.resume();
                replica.stop();
            }
        }
    }
}
