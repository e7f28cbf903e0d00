package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisExpire;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.worker.HeldDispatch;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerFaultsTest {
    private static final int KEYS = 40;
    private static final RedisTransform MOVE = Transforms.move("'source':'delete'");
    private static final RedisExpire EXTEND = Expiries.of("'extend':'1h'");
    private static final Duration MAX_REPORT_DELAY = Duration.ofSeconds(12);
    private final RedisServer server = DedicatedServers.redis();
    private String digestBefore = "";

    @BeforeAll
    void start() {
        assertThat(server.isRunning()).isTrue();
    }

    @AfterAll
    void stop() {
        server.stop();
    }

    @BeforeEach
    void seed() {
        try (TestRedis redis = connect()) {
            redis.call("FLUSHALL");
            IntStream.rangeClosed(1, KEYS).forEach(key -> redis.call("SET", "a:" + key, "{}"));
            redis.call("PEXPIREAT", "a:7", Long.toString(UserStates.EXPIRES_AT));
            digestBefore = redis.digest();
        }
    }

    private TestRedis connect() {
        assertThat(server.isRunning()).as(server.log()).isTrue();
        return new TestRedis(server.uri(0));
    }

    @Nested
    class A_server_killed_during_a_transform {
        @ParameterizedTest
        @EnumSource(names = {"APPLY", "FINISH", "COMPENSATE"})
        void keeps_its_data_and_the_next_dispatch_continues(Stage stage) throws InterruptedException {
            try (TestRedis killed = connect();
                    StepRun first = StepRun.on(killed, MOVE)) {
                runStagesBefore(stage, first);
                assertThat(killDuring(stage, first)).isInstanceOf(StepFailure.Unreachable.class);
                try (TestRedis redis = connect();
                        StepRun second = StepRun.on(redis, MOVE)) {
                    assertThat(redis.number("DBSIZE")).isPositive();
                    runStagesFrom(stage, first.continuedBy(second));
                    assertThat(redis.digest()).isEqualTo(digestBefore);
                }
            }
        }

        private static void runStagesBefore(Stage stage, StepRun step) {
            if (stage != Stage.APPLY) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
            }
            if (stage == Stage.COMPENSATE) {
                assertThat(step.finish().changed()).isEqualTo(2L * KEYS);
            }
        }

        private static void runStagesFrom(Stage stage, StepRun step) {
            if (stage == Stage.APPLY) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
            }
            if (stage != Stage.COMPENSATE) {
                assertThat(step.finish().changed()).isEqualTo(2L * KEYS);
            }
            assertThat(step.compensate().restored()).isEqualTo(2L * KEYS);
        }
    }

    @Nested
    class A_server_killed_during_a_change_of_expiries {
        @ParameterizedTest
        @EnumSource(names = {"APPLY", "COMPENSATE"})
        void keeps_its_data_and_no_key_is_extended_twice(Stage stage) throws InterruptedException {
            try (TestRedis killed = connect();
                    StepRun first = StepRun.on(killed, EXTEND)) {
                Expiries.seedFixedExpiries(killed, KEYS);
                String seeded = killed.digest();
                if (stage == Stage.COMPENSATE) {
                    assertThat(first.apply().changed()).isEqualTo(KEYS);
                }
                assertThat(killDuring(stage, first)).isInstanceOf(StepFailure.Unreachable.class);
                try (TestRedis redis = connect();
                        StepRun second = StepRun.on(redis, EXTEND)) {
                    StepRun step = first.continuedBy(second);
                    if (stage == Stage.APPLY) {
                        assertThat(step.apply().changed()).isEqualTo(KEYS);
                        Expiries.assertExtended(redis, KEYS, Duration.ofHours(1));
                    }
                    assertThat(step.compensate().restored()).isEqualTo(KEYS);
                    assertThat(redis.digest()).isEqualTo(seeded);
                }
            }
        }
    }

    private StepFailure killDuring(Stage stage, StepRun step) throws InterruptedException {
        String failpoint =
                switch (stage) {
                    case FINISH -> "redis.unit.finish.after-batch";
                    case COMPENSATE -> "redis.unit.compensate.after-batch";
                    case PREFLIGHT, APPLY, PURGE -> "redis.unit.after-batch";
                };
        AtomicReference<Report> report = new AtomicReference<>();
        try (HeldDispatch held = HeldDispatch.at(failpoint, 3, () -> report.set(step.run(stage)))) {
            server.kill();
            held.release();
        }
        server.start();
        return ((Report.Failed) report.get()).failure();
    }

    @Nested
    class A_server_that_lost_writes {
        @Test
        void is_detected_by_its_lower_fence() throws InterruptedException {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                AtomicReference<Report> report = new AtomicReference<>();
                try (HeldDispatch held =
                        HeldDispatch.at("redis.unit.after-read", 2, () -> report.set(step.run(Stage.APPLY)))) {
                    redis.call("UNLINK", "lockstep:fence");
                    held.release();
                }
                assertThat(report.get()).isInstanceOfSatisfying(Report.Failed.class, failed -> {
                    assertThat(failed.failure()).isInstanceOf(StepFailure.Transient.class);
                    assertThat(failed.failure().code()).isEqualTo("fence-lost");
                });
            }
        }
    }

    @Nested
    class A_server_that_dropped_its_scripts {
        @Test
        void receives_its_scripts_again() throws InterruptedException {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                AtomicReference<Report> report = new AtomicReference<>();
                try (HeldDispatch held =
                        HeldDispatch.at("redis.unit.after-read", 3, () -> report.set(step.run(Stage.APPLY)))) {
                    redis.call("SCRIPT", "FLUSH");
                    held.release();
                }
                assertThat(report.get()).isInstanceOf(Report.Succeeded.class);
                assertThat(step.compensate().restored()).isEqualTo(KEYS);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_server_that_does_not_reply {
        @Test
        void is_reported_as_unreachable_before_the_limit_and_is_used_after_it_resumes() {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                server.pause();
                long start = System.nanoTime();
                StepFailure failure = step.runToFailure(Stage.COMPENSATE);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MAX_REPORT_DELAY);
                assertThat(failure).isInstanceOf(StepFailure.Unreachable.class);
                server.resume();
                assertThat(step.compensate().restored()).isEqualTo(KEYS);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            } finally {
                server.resume();
            }
        }
    }

    @Nested
    class A_stopped_server {
        @Test
        void is_reported_as_unreachable_and_is_used_after_its_start() {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                server.stop();
                assertThat(step.runToFailure(Stage.PREFLIGHT)).isInstanceOf(StepFailure.Unreachable.class);
                server.start();
                assertThat(step.apply().changed()).isEqualTo(KEYS);
            }
        }
    }

    @Nested
    class A_server_that_reaches_its_memory_limit {
        @Test
        void fails_the_dispatch_and_leaves_no_unit_half_written() throws InterruptedException {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                AtomicReference<Report> report = new AtomicReference<>();
                try (HeldDispatch held =
                        HeldDispatch.at("redis.unit.after-read", 3, () -> report.set(step.run(Stage.APPLY)))) {
                    redis.call("CONFIG", "SET", "maxmemory", "1");
                    held.release();
                }
                assertThat(report.get()).isInstanceOfSatisfying(Report.Failed.class, failed -> {
                    assertThat(failed.failure()).isInstanceOf(StepFailure.Transient.class);
                    assertThat(failed.failure().code()).isEqualTo("OOM");
                });
                redis.call("CONFIG", "SET", "maxmemory", "0");
                assertThat(step.compensate().restored()).isBetween(1L, KEYS - 1L);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }
}
