package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.HeldDispatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ForwardTest {
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
    class A_destination_that_exists {
        @Test
        void fails_the_step_and_what_was_done_is_undone() {
            IntStream.rangeClosed(1, 20).forEach(key -> redis.call("SET", "a:" + key, "{}"));
            redis.call("SET", "b:13", "mine");
            String before = redis.digest();
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                StepFailure failure = step.failureOf(Stage.APPLY);
                assertThat(failure.code()).isEqualTo("destination-exists");
                assertThat(failure.message()).contains("b:13").contains("a:13");
                step.compensate();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void alone_fails_the_step_without_an_effect() {
            redis.call("SET", "a:1", "{}");
            redis.call("SET", "b:1", "mine");
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                assertPermanent(step.failureOf(Stage.APPLY), "destination-exists", Effect.NONE);
            }
        }

        @Test
        void is_left_alone_and_told_if_the_plan_says_so() {
            redis.call("SET", "a:1", "{}");
            redis.call("SET", "b:1", "mine");
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'skip'"))) {
                StepResult result = step.apply();
                assertThat(result.changed()).isZero();
                assertThat(result.counts()).containsEntry("skipped.existing", 1L);
                assertThat(result.samples()).hasSize(1);
                assertThat(redis.text("b:1")).isEqualTo("mine");
            }
        }
    }

    @Nested
    class A_malformed_value {
        @Test
        void is_skipped_counted_and_told_with_the_reason() {
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
        void fails_the_step_if_the_plan_says_so() {
            redis.call("SET", "a:1", "no json");
            try (StepRun step = StepRun.on(redis, Transforms.move("'malformed':'fail'"))) {
                StepFailure failure = step.failureOf(Stage.APPLY);
                assertPermanent(failure, "malformed-value", Effect.NONE);
                assertThat(failure.message()).contains("a:1");
            }
        }

        @Test
        void may_also_be_a_key_that_is_no_string() {
            redis.call("RPUSH", "a:1", "x");
            try (StepRun step = StepRun.on(redis, Transforms.move("'malformed':'fail'"))) {
                assertPermanent(step.failureOf(Stage.APPLY), "malformed-value", Effect.NONE);
            }
        }
    }

    @Nested
    class A_condition_that_does_not_hold {
        private static final String UNMET = "'json':{'when':{'absent':'/v'},'set':{'/v':2}}";
        private static final String MOVE =
                "{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'b:'}," + UNMET;

        @Test
        void leaves_the_key_alone() {
            redis.call("SET", "a:1", "{\"v\":1}");
            try (StepRun step = StepRun.on(redis, Transforms.of(MOVE + "}"))) {
                assertThat(step.apply().counts()).containsEntry("skipped.unmet", 1L);
                assertThat(redis.exists("b:1")).isFalse();
            }
        }

        @Test
        void carries_the_value_to_the_byte_if_the_plan_says_so() {
            redis.call("SET", "a:1", "{ \"v\" : 1 }");
            redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES));
            try (StepRun step = StepRun.on(redis, Transforms.of(MOVE + ",'otherwise':'carry'}"))) {
                assertThat(step.apply().counts()).containsEntry("created", 1L);
                assertThat(redis.text("b:1")).isEqualTo("{ \"v\" : 1 }");
                assertThat(redis.expiry("b:1")).isEqualTo(UserStates.EXPIRES);
            }
        }
    }

    @Nested
    class Expiries {
        @Test
        void are_carried_over_to_the_millisecond() {
            redis.call("SET", "a:1", "{}", "PXAT", Long.toString(UserStates.EXPIRES));
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                assertThat(redis.expiry("b:1")).isEqualTo(UserStates.EXPIRES);
            }
        }

        @Test
        void are_left_out_or_given_as_the_plan_says() {
            redis.call("SET", "a:1", "{}", "PXAT", Long.toString(UserStates.EXPIRES));
            try (StepRun none = StepRun.on(redis, Transforms.move("'ttl':'none'"))) {
                none.apply();
                assertThat(redis.expiry("b:1")).isEqualTo(-1);
                none.compensate();
            }
            try (TestRedis other = TestRedis.fresh();
                    StepRun hour = StepRun.on(other, Transforms.carry("'ttl':'1h'"))) {
                other.call("RPUSH", "a:1", "x");
                hour.apply();
                assertThat(other.number("PTTL", "b:1")).isBetween(3_500_000L, 3_600_000L);
            }
        }

        @Test
        void that_pass_between_reading_and_writing_leave_nothing() throws InterruptedException {
            redis.call("SET", "a:1", "{}", "PX", "800");
            try (StepRun step = StepRun.on(redis, Transforms.move());
                    HeldDispatch held =
                            HeldDispatch.at("redis.transform.after-read", 1, () -> step.report(Stage.APPLY))) {
                org.awaitility.Awaitility.await().until(() -> !redis.exists("a:1"));
                held.letGo();
                assertThat(redis.exists("b:1")).isFalse();
                assertThat(step.compensate().restored()).isZero();
            }
        }
    }

    @Nested
    class An_application_that_writes_between_reading_and_writing {
        @Test
        void has_its_value_changed_and_not_the_one_before() throws InterruptedException {
            redis.call("SET", "a:1", "{\"n\":1}");
            try (StepRun step = StepRun.on(redis, Transforms.move());
                    HeldDispatch held =
                            HeldDispatch.at("redis.transform.after-read", 1, () -> step.report(Stage.APPLY))) {
                redis.call("SET", "a:1", "{\"n\":2}");
                held.letGo();
                assertThat(redis.text("b:1")).isEqualTo("{\"n\":2,\"v\":2}");
            }
        }

        @Test
        void may_have_made_another_type_of_it() throws InterruptedException {
            redis.call("SET", "a:1", "{\"n\":1}");
            try (StepRun step = StepRun.on(redis, Transforms.move());
                    HeldDispatch held =
                            HeldDispatch.at("redis.transform.after-read", 1, () -> step.report(Stage.APPLY))) {
                redis.call("UNLINK", "a:1");
                redis.call("RPUSH", "a:1", "x");
                held.letGo();
                assertThat(redis.exists("b:1")).isFalse();
            }
        }

        @Test
        void may_add_keys_behind_the_cursor() throws InterruptedException {
            IntStream.rangeClosed(1, 5).forEach(key -> redis.call("SET", "a:" + key, "{}"));
            try (StepRun step = StepRun.on(redis, Transforms.move());
                    HeldDispatch held =
                            HeldDispatch.at("redis.transform.after-read", 1, () -> step.report(Stage.APPLY))) {
                redis.call("SET", "a:late", "{}");
                held.letGo();
                assertThat(redis.text("b:late")).isEqualTo("{\"v\":2}");
            }
        }
    }

    @Nested
    class Keys {
        @Test
        void of_our_own_are_never_sources() {
            redis.call("SET", "lockstep:note", "{}");
            redis.call("SET", "a:1", "{}");
            RedisTransform all = Transforms.of("{'type':'redis.transform','match':'*','json':{'set':{'/v':2}}}");
            try (StepRun step = StepRun.on(redis, all)) {
                assertThat(step.apply().changed()).isEqualTo(1);
                assertThat(redis.text("lockstep:note")).isEqualTo("{}");
            }
        }

        @Test
        void that_match_without_the_prefix_are_left_alone() {
            redis.call("SET", "[ab]:1", "{}");
            redis.call("SET", "a:1", "{}");
            RedisTransform odd = Transforms.of(
                    "{'type':'redis.transform','match':'[ab]:*','key':{'from':'[ab]:','to':'c:'},'json':{'set':{'/v':2}}}");
            try (StepRun step = StepRun.on(redis, odd)) {
                assertThat(step.apply().counts()).containsEntry("skipped.without-prefix", 1L);
                assertThat(redis.text("a:1")).isEqualTo("{}");
            }
        }

        @Test
        void that_would_become_ours_are_left_alone() {
            redis.call("SET", "a:step:1", "{}");
            RedisTransform into =
                    Transforms.of("{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'lock'}}");
            try (StepRun step = StepRun.on(redis, into)) {
                redis.call("SET", "a:step:fence", "{}");
                assertThat(step.apply().counts()).containsEntry("skipped.reserved", 2L);
                assertThat(redis.exists("lockstep:1")).isFalse();
            }
        }
    }
}
