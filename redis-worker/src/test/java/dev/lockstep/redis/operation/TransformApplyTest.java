package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.HeldDispatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TransformApplyTest {
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    private static void assertPermanent(StepFailure failure, String code, Effect effect) {
        assertThat(failure).isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
            assertThat(permanent.code()).isEqualTo(code);
            assertThat(permanent.effect()).isEqualTo(effect);
        });
    }

    @Nested
    class An_existing_destination {
        @Test
        void fails_the_step_which_can_be_compensated() {
            IntStream.rangeClosed(1, 20).forEach(key -> redis.call("SET", "a:" + key, "{}"));
            redis.call("SET", "b:13", "from the application");
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                StepFailure failure = step.runToFailure(Stage.APPLY);
                assertThat(failure.code()).isEqualTo("destination-exists");
                assertThat(failure.message()).contains("b:13").contains("a:13");
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void of_the_first_key_fails_the_step_without_effect() {
            redis.call("SET", "a:1", "{}");
            redis.call("SET", "b:1", "from the application");
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                assertPermanent(step.runToFailure(Stage.APPLY), "destination-exists", Effect.NONE);
            }
        }

        @Test
        void is_skipped_with_existing_skip() {
            redis.call("SET", "a:1", "{}");
            redis.call("SET", "b:1", "from the application");
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'skip'"))) {
                StepResult result = step.apply();
                assertThat(result.changed()).isZero();
                assertThat(result.counts()).containsEntry("skipped.existing", 1L);
                assertThat(result.samples()).hasSize(1);
                assertThat(redis.text("b:1")).isEqualTo("from the application");
            }
        }
    }

    @Nested
    class A_malformed_value {
        @Test
        void is_skipped_counted_and_reported() {
            redis.call("SET", "a:1", "{\"a\":1,\"a\":2}");
            redis.call("SET", "a:2", "");
            redis.call("RPUSH", "a:3", "x");
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                StepResult result = step.apply();
                assertThat(result.changed()).isZero();
                assertThat(result.counts())
                        .containsEntry("skipped.malformed", 2L)
                        .containsEntry("skipped.not-a-string", 1L);
                assertThat(result.samples())
                        .extracting(sample -> sample.unit())
                        .containsExactlyInAnyOrder("a:1", "a:2", "a:3");
            }
        }

        @Test
        void fails_the_step_with_malformed_fail() {
            redis.call("SET", "a:1", "not json");
            try (StepRun step = StepRun.on(redis, Transforms.move("'malformed':'fail'"))) {
                StepFailure failure = step.runToFailure(Stage.APPLY);
                assertPermanent(failure, "malformed-value", Effect.NONE);
                assertThat(failure.message())
                        .startsWith("key a:1 cannot be edited: not JSON: the text is not valid JSON, line 1, column");
            }
        }

        @Test
        void of_another_type_fails_the_step_with_malformed_fail() {
            redis.call("RPUSH", "a:1", "x");
            try (StepRun step = StepRun.on(redis, Transforms.move("'malformed':'fail'"))) {
                StepFailure failure = step.runToFailure(Stage.APPLY);
                assertPermanent(failure, "malformed-value", Effect.NONE);
                assertThat(failure.message()).isEqualTo("key a:1 cannot be edited: is a list");
            }
        }
    }

    @Nested
    class A_condition_that_does_not_hold {
        private static final String UNMET = "'json':{'when':{'absent':'/v'},'set':{'/v':2}}";
        private static final String MOVE =
                "{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'b:'}," + UNMET;

        @Test
        void skips_the_key() {
            redis.call("SET", "a:1", "{\"v\":1}");
            try (StepRun step = StepRun.on(redis, Transforms.of(MOVE + "}"))) {
                assertThat(step.apply().counts()).containsEntry("skipped.unmet", 1L);
                assertThat(redis.exists("b:1")).isFalse();
            }
        }

        @Test
        void copies_the_exact_bytes_with_otherwise_carry() {
            redis.call("SET", "a:1", "{ \"v\" : 1 }");
            redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES_AT));
            try (StepRun step = StepRun.on(redis, Transforms.of(MOVE + ",'otherwise':'carry'}"))) {
                assertThat(step.apply().counts()).containsEntry("created", 1L);
                assertThat(redis.text("b:1")).isEqualTo("{ \"v\" : 1 }");
                assertThat(redis.expiry("b:1")).isEqualTo(UserStates.EXPIRES_AT);
            }
        }
    }

    @Nested
    class Expiries {
        @Test
        void are_preserved_to_the_millisecond() {
            redis.call("SET", "a:1", "{}", "PXAT", Long.toString(UserStates.EXPIRES_AT));
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                assertThat(redis.expiry("b:1")).isEqualTo(UserStates.EXPIRES_AT);
            }
        }

        @Test
        void are_removed_or_set_by_ttl() {
            redis.call("SET", "a:1", "{}", "PXAT", Long.toString(UserStates.EXPIRES_AT));
            try (StepRun withoutExpiry = StepRun.on(redis, Transforms.move("'ttl':'none'"))) {
                withoutExpiry.apply();
                assertThat(redis.expiry("b:1")).isEqualTo(-1);
                withoutExpiry.compensate();
            }
            try (TestRedis other = TestRedis.fresh();
                    StepRun oneHour = StepRun.on(other, Transforms.moveUnchanged("'ttl':'1h'"))) {
                other.call("RPUSH", "a:1", "x");
                oneHour.apply();
                assertThat(other.number("PTTL", "b:1")).isBetween(3_500_000L, 3_600_000L);
            }
        }

        @Test
        void that_pass_between_reading_and_writing_leave_no_destination() throws InterruptedException {
            redis.call("SET", "a:1", "{}", "PX", "800");
            try (StepRun step = StepRun.on(redis, Transforms.move());
                    HeldDispatch held = HeldDispatch.at("redis.unit.after-read", 1, () -> step.run(Stage.APPLY))) {
                Awaitility.await().until(() -> !redis.exists("a:1"));
                held.release();
                assertThat(redis.exists("b:1")).isFalse();
                assertThat(step.compensate().restored()).isZero();
            }
        }
    }

    @Nested
    class An_application_write_after_the_read_of_the_step {
        @Test
        void is_read_before_the_key_is_moved() throws InterruptedException {
            redis.call("SET", "a:1", "{\"n\":1}");
            try (StepRun step = StepRun.on(redis, Transforms.move());
                    HeldDispatch held = HeldDispatch.at("redis.unit.after-read", 1, () -> step.run(Stage.APPLY))) {
                redis.call("SET", "a:1", "{\"n\":2}");
                held.release();
                assertThat(redis.text("b:1")).isEqualTo("{\"n\":2,\"v\":2}");
            }
        }

        @Test
        void that_changes_the_type_skips_the_key() throws InterruptedException {
            redis.call("SET", "a:1", "{\"n\":1}");
            AtomicReference<Report> report = new AtomicReference<>();
            try (StepRun step = StepRun.on(redis, Transforms.move());
                    HeldDispatch held =
                            HeldDispatch.at("redis.unit.after-read", 1, () -> report.set(step.run(Stage.APPLY)))) {
                redis.call("UNLINK", "a:1");
                redis.call("RPUSH", "a:1", "x");
                held.release();
                assertThat(redis.exists("b:1")).isFalse();
            }
            assertThat(report.get()).isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void that_adds_a_key_is_found_by_the_next_sweep() throws InterruptedException {
            IntStream.rangeClosed(1, 5).forEach(key -> redis.call("SET", "a:" + key, "{}"));
            try (StepRun step = StepRun.on(redis, Transforms.move());
                    HeldDispatch held = HeldDispatch.at("redis.unit.after-read", 1, () -> step.run(Stage.APPLY))) {
                redis.call("SET", "a:late", "{}");
                held.release();
                assertThat(redis.text("b:late")).isEqualTo("{\"v\":2}");
            }
        }
    }

    @Nested
    class A_key {
        @Test
        void of_lockstep_is_not_a_source() {
            redis.call("SET", "lockstep:note", "{}");
            redis.call("SET", "a:1", "{}");
            RedisTransform all = Transforms.of("{'type':'redis.transform','match':'*','json':{'set':{'/v':2}}}");
            try (StepRun step = StepRun.on(redis, all)) {
                assertThat(step.apply().changed()).isEqualTo(1);
                assertThat(redis.text("lockstep:note")).isEqualTo("{}");
            }
        }

        @Test
        void that_matches_without_the_prefix_is_skipped() {
            redis.call("SET", "[ab]:1", "{}");
            redis.call("SET", "a:1", "{}");
            RedisTransform bracketPrefix = Transforms.of(
                    "{'type':'redis.transform','match':'[ab]:*','key':{'from':'[ab]:','to':'c:'},'json':{'set':{'/v':2}}}");
            try (StepRun step = StepRun.on(redis, bracketPrefix)) {
                assertThat(step.apply().counts()).containsEntry("skipped.without-prefix", 1L);
                assertThat(redis.text("a:1")).isEqualTo("{}");
            }
        }

        @Test
        void whose_destination_is_reserved_is_skipped() {
            redis.call("SET", "a:step:1", "{}");
            RedisTransform reserved =
                    Transforms.of("{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'lock'}}");
            try (StepRun step = StepRun.on(redis, reserved)) {
                redis.call("SET", "a:step:fence", "{}");
                assertThat(step.apply().counts()).containsEntry("skipped.reserved", 2L);
                assertThat(redis.exists("lockstep:1")).isFalse();
            }
        }
    }
}
