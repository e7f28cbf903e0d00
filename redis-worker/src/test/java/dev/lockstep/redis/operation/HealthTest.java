package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Steps are held back by the health of a real server, and say why. */
class HealthTest {
    private static final int KEYS = 20;
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);
    private static final Duration LIMIT = Duration.ofSeconds(30);
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

    /** Options with a batch of one key, and a reading of the health before each batch. */
    private static Map<String, String> options(String... more) {
        Map<String, String> options = new HashMap<>(Map.of("batch-size", "1", "throttle-interval", "1ms"));
        for (int index = 0; index < more.length; index += 2) {
            options.put(more[index], more[index + 1]);
        }
        return options;
    }

    private static CompletableFuture<Long> applying(StepRun step) {
        return CompletableFuture.supplyAsync(() -> step.apply().changed(), THREADS);
    }

    private static void awaitReason(StepRun step, String reason) {
        Awaitility.await().atMost(LIMIT).until(() -> step.throttleReasons().stream()
                .anyMatch(found -> found.contains(reason)));
    }

    @Nested
    class The_memory_of_the_server {
        private void fill() {
            redis.call("SETRANGE", "filler", "20000000", "x");
            long used = Long.parseLong(redis.info("memory")
                    .lines()
                    .filter(line -> line.startsWith("used_memory:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("used_memory:".length())
                    .strip());
            redis.call("CONFIG", "SET", "maxmemory", Long.toString(used * 100 / 95));
        }

        @Test
        void holds_a_step_back_until_there_is_room() {
            fill();
            try (StepRun step = StepRun.on(redis, Transforms.move(), options())) {
                CompletableFuture<Long> changed = applying(step);
                awaitReason(step, "of maxmemory is used, limit 90%");
                assertThat(redis.exists("b:1")).isFalse();
                redis.call("DEL", "filler");
                assertThat(changed.join()).isEqualTo(KEYS);
            }
        }

        @Test
        void fails_a_step_after_the_limit_which_names_the_option() {
            fill();
            try (StepRun step = StepRun.on(redis, Transforms.move(), options("throttle-limit", "20ms"))) {
                StepFailure failure = step.runToFailure(Stage.APPLY);
                assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
                assertThat(failure.code()).isEqualTo("unhealthy-target");
                assertThat(failure.message()).contains("of maxmemory is used", "throttle-memory");
                assertThat(redis.exists("b:1")).isFalse();
            }
        }

        @Test
        void does_not_matter_if_the_server_evicts_keys_unless_the_limit_is_set() {
            fill();
            redis.call("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
            try (StepRun step = StepRun.on(redis, Transforms.move(), options())) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                assertThat(step.throttleReasons()).isEmpty();
            }
            Map<String, String> limited = options("throttle-memory", "90%", "throttle-limit", "20ms");
            try (TestRedis other = new TestRedis(server.uri(1));
                    StepRun step = StepRun.on(other, Transforms.move(), limited)) {
                assertThat(step.runToFailure(Stage.APPLY).code()).isEqualTo("unhealthy-target");
            }
        }
    }

    @Nested
    class A_replica_that_has_stopped {
        private final RedisServer replica = DedicatedServers.redis();

        @BeforeEach
        void replicate() {
            try (TestRedis copy = new TestRedis(replica.uri(0))) {
                copy.call(
                        "REPLICAOF",
                        "127.0.0.1",
                        Integer.toString(server.address().port()));
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() ->
                                copy.exists("a:1") && redis.info("replication").contains("state=online"));
            }
        }

        @AfterEach
        void stopReplica() {
            replica.resume();
            replica.stop();
        }

        @Test
        void holds_the_step_back_until_it_goes_on() {
            replica.pause();
            try (StepRun step = StepRun.on(redis, Transforms.move(), options("throttle-replica-lag", "1s"))) {
                Awaitility.await().atMost(LIMIT).until(() -> redis.info("replication")
                        .contains("lag=2"));
                CompletableFuture<Long> changed = applying(step);
                awaitReason(step, "replica lag");
                assertThat(step.throttleReasons().getFirst()).endsWith("limit 1 s");
                assertThat(redis.exists("b:1")).isFalse();
                replica.resume();
                assertThat(changed.join()).isEqualTo(KEYS);
            }
        }
    }

    @Nested
    class A_server_with_long_scripts {
        private static final String BUSY =
                """
                local function micros() local t = redis.call('TIME') return t[1] * 1000000 + t[2] end
                local start = micros()
                while micros() - start < 200000 do end
                return 1""";

        @Test
        void holds_the_step_back_while_it_answers_late() {
            try (TestRedis application = new TestRedis(server.uri(0));
                    StepRun step = StepRun.on(redis, Transforms.move(), options("throttle-latency", "50ms"))) {
                AtomicBoolean isBusy = new AtomicBoolean(true);
                CompletableFuture<Void> scripts = CompletableFuture.runAsync(
                        () -> {
                            while (isBusy.get()) {
                                application.call("EVAL", BUSY, "0");
                            }
                        },
                        THREADS);
                CompletableFuture<Long> changed = applying(step);
                awaitReason(step, "limit 50 ms");
                isBusy.set(false);
                scripts.join();
                assertThat(changed.join()).isEqualTo(KEYS);
            }
        }
    }

    @Nested
    class A_healthy_server {
        private static final Map<String, String> NO_LIMITS = Map.of(
                "batch-size", "1",
                "throttle-latency", "off",
                "throttle-replica-lag", "off",
                "throttle-replica-backlog", "off",
                "throttle-memory", "off");

        private long readingsOfInfo(int database, Map<String, String> options) {
            try (TestRedis other = new TestRedis(server.uri(database))) {
                other.seedObjects(KEYS);
                try (StepRun step = StepRun.on(other, Transforms.move(), options)) {
                    long before = redis.calls("info");
                    step.apply();
                    assertThat(step.throttleReasons()).isEmpty();
                    return redis.calls("info") - before;
                }
            }
        }

        @Test
        void is_asked_once_per_interval_and_not_at_all_without_limits() {
            long without = readingsOfInfo(1, NO_LIMITS);
            assertThat(readingsOfInfo(2, Map.of("batch-size", "1", "throttle-interval", "30s")))
                    .isEqualTo(without + 1);
            assertThat(readingsOfInfo(3, options())).isGreaterThan(without + 1);
        }

        @Test
        void is_not_asked_by_a_preflight() {
            try (StepRun step = StepRun.on(redis, Transforms.move(), NO_LIMITS)) {
                step.preflight();
                long before = redis.calls("info");
                step.preflight();
                long without = redis.calls("info") - before;
                try (StepRun limited = step.continuedBy(StepRun.on(redis, Transforms.move(), Map.of()))) {
                    limited.preflight();
                    long start = redis.calls("info");
                    limited.preflight();
                    assertThat(redis.calls("info") - start).isEqualTo(without);
                }
            }
        }
    }
}
