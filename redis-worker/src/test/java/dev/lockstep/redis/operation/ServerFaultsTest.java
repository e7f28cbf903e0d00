package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
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
    private static final Duration SOON = Duration.ofSeconds(12);
    private final RedisServer server = DedicatedServers.redis();
    private String before = "";

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
            redis.call("PEXPIREAT", "a:7", Long.toString(UserStates.EXPIRES));
            before = redis.digest();
        }
    }

    private TestRedis connect() {
        assertThat(server.isRunning()).as(server.log()).isTrue();
        return new TestRedis(server.uri(0));
    }

    @Nested
    class A_server_killed_in_mid_step {
        @ParameterizedTest
        @EnumSource(names = {"APPLY", "FINISH", "COMPENSATE"})
        void comes_back_with_its_data_and_the_step_goes_on(Stage stage) throws InterruptedException {
            try (TestRedis killed = connect();
                    StepRun doomed = StepRun.on(killed, MOVE)) {
                runUpTo(stage, doomed);
                assertThat(killedIn(stage, doomed)).isInstanceOf(StepFailure.Unreachable.class);
                try (TestRedis redis = connect();
                        StepRun heirs = StepRun.on(redis, MOVE)) {
                    assertThat(redis.number("DBSIZE")).isPositive();
                    goOn(stage, doomed.by(heirs));
                    assertThat(redis.digest()).isEqualTo(before);
                }
            }
        }

        private static void runUpTo(Stage stage, StepRun step) {
            if (stage != Stage.APPLY) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
            }
            if (stage == Stage.COMPENSATE) {
                assertThat(step.finish().changed()).isEqualTo(2L * KEYS);
            }
        }

        private StepFailure killedIn(Stage stage, StepRun step) throws InterruptedException {
            String point =
                    switch (stage) {
                        case FINISH -> "redis.transform.finish.after-batch";
                        case COMPENSATE -> "redis.transform.compensate.after-batch";
                        case PREFLIGHT, APPLY, PURGE -> "redis.transform.after-batch";
                    };
            AtomicReference<Report> report = new AtomicReference<>();
            try (HeldDispatch held = HeldDispatch.at(point, 3, () -> report.set(step.report(stage)))) {
                server.kill();
                held.letGo();
            }
            server.start();
            return ((Report.Failed) report.get()).failure();
        }

        private static void goOn(Stage stage, StepRun heir) {
            if (stage == Stage.APPLY) {
                assertThat(heir.apply().changed()).isEqualTo(KEYS);
            }
            if (stage != Stage.COMPENSATE) {
                assertThat(heir.finish().changed()).isEqualTo(2L * KEYS);
            }
            assertThat(heir.compensate().restored()).isEqualTo(2L * KEYS);
        }
    }

    @Nested
    class A_server_that_lost_what_it_had {
        @Test
        void is_noticed_by_its_fence() throws InterruptedException {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                AtomicReference<Report> report = new AtomicReference<>();
                try (HeldDispatch held =
                        HeldDispatch.at("redis.transform.after-read", 2, () -> report.set(step.report(Stage.APPLY)))) {
                    redis.call("UNLINK", "lockstep:fence");
                    held.letGo();
                }
                assertThat(report.get()).isInstanceOfSatisfying(Report.Failed.class, failed -> {
                    assertThat(failed.failure()).isInstanceOf(StepFailure.Transient.class);
                    assertThat(failed.failure().code()).isEqualTo("fence-lost");
                });
            }
        }
    }

    @Nested
    class A_server_that_forgot_its_scripts {
        @Test
        void is_told_them_again() throws InterruptedException {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                AtomicReference<Report> report = new AtomicReference<>();
                try (HeldDispatch held =
                        HeldDispatch.at("redis.transform.after-read", 3, () -> report.set(step.report(Stage.APPLY)))) {
                    redis.call("SCRIPT", "FLUSH");
                    held.letGo();
                }
                assertThat(report.get()).isInstanceOf(Report.Succeeded.class);
                assertThat(step.compensate().restored()).isEqualTo(KEYS);
                assertThat(redis.digest()).isEqualTo(before);
            }
        }
    }

    @Nested
    class A_server_that_does_not_answer {
        @Test
        void is_unreachable_soon_and_found_again() {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                server.pause();
                long asked = System.nanoTime();
                StepFailure failure = step.failureOf(Stage.COMPENSATE);
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
                assertThat(failure).isInstanceOf(StepFailure.Unreachable.class);
                server.resume();
                assertThat(step.compensate().restored()).isEqualTo(KEYS);
                assertThat(redis.digest()).isEqualTo(before);
            } finally {
                server.resume();
            }
        }
    }

    @Nested
    class A_server_that_is_not_there {
        @Test
        void is_unreachable_at_once_and_found_when_it_is() {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                server.stop();
                assertThat(step.failureOf(Stage.PREFLIGHT)).isInstanceOf(StepFailure.Unreachable.class);
                server.start();
                assertThat(step.apply().changed()).isEqualTo(KEYS);
            }
        }
    }

    @Nested
    class A_server_without_memory_left {
        @Test
        void fails_in_its_own_words_and_nothing_is_left_half_done() throws InterruptedException {
            try (TestRedis redis = connect();
                    StepRun step = StepRun.on(redis, MOVE)) {
                AtomicReference<Report> report = new AtomicReference<>();
                try (HeldDispatch held =
                        HeldDispatch.at("redis.transform.after-read", 3, () -> report.set(step.report(Stage.APPLY)))) {
                    redis.call("CONFIG", "SET", "maxmemory", "1");
                    held.letGo();
                }
                assertThat(report.get()).isInstanceOfSatisfying(Report.Failed.class, failed -> {
                    assertThat(failed.failure()).isInstanceOf(StepFailure.Transient.class);
                    assertThat(failed.failure().code()).isEqualTo("OOM");
                });
                redis.call("CONFIG", "SET", "maxmemory", "0");
                assertThat(step.compensate().restored()).isBetween(1L, KEYS - 1L);
                assertThat(redis.digest()).isEqualTo(before);
            }
        }
    }
}
