package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.HeldDispatch;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InPlaceTest {
    private static final RedisTransform PRESERVING = Transforms.inPlace();
    private static final RedisTransform FOR_AN_HOUR = Transforms.inPlace("'ttl':'1h'");
    private static final RedisTransform FOR_EVER = Transforms.inPlace("'ttl':'none'");
    private TestRedis redis = TestRedis.fresh();
    private String before = "";

    @BeforeEach
    void seed() {
        redis.call("SET", "a:1", "{\"n\": 1.10}");
        redis.call("SET", "a:2", "{\"n\":2}");
        redis.call("PEXPIREAT", "a:2", Long.toString(UserStates.EXPIRES));
        redis.call("SET", "a:same", "{\"v\":2}");
        redis.call("RPUSH", "a:list", "x", "y");
        redis.call("PEXPIREAT", "a:list", Long.toString(UserStates.EXPIRES + 1));
        before = redis.digest();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class With_the_expiry_preserved {
        @Test
        void a_value_is_changed_and_put_back_to_the_byte() {
            try (StepRun step = StepRun.on(redis, PRESERVING)) {
                StepResult result = step.apply();
                assertThat(result.counts())
                        .containsEntry("edited", 2L)
                        .containsEntry("skipped.unchanged", 1L)
                        .containsEntry("skipped.not-a-string", 1L);
                assertThat(redis.text("a:1")).isEqualTo("{\"n\":1.10,\"v\":2}");
                assertThat(redis.expiry("a:2")).isEqualTo(UserStates.EXPIRES);
                assertThat(step.compensate().restored()).isEqualTo(2);
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void an_expiry_that_an_application_gave_stays() {
            try (StepRun step = StepRun.on(redis, PRESERVING)) {
                step.apply();
                redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES + 9));
                redis.call("PERSIST", "a:2");
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.text("a:1")).isEqualTo("{\"n\": 1.10}");
                assertThat(redis.expiry("a:1")).isEqualTo(UserStates.EXPIRES + 9);
                assertThat(redis.expiry("a:2")).isEqualTo(-1);
            }
        }

        @Test
        void a_value_that_an_application_wrote_stays_and_is_a_conflict() {
            try (StepRun step = StepRun.on(redis, PRESERVING)) {
                step.apply();
                redis.call("SET", "a:1", "{\"mine\":true}");
                redis.call("UNLINK", "a:2");
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isEqualTo(2);
                assertThat(result.conflictSamples())
                        .extracting(conflict -> conflict.unit() + " " + conflict.found())
                        .containsExactlyInAnyOrder("a:1 string {\"mine\":true}, no expiry", "a:2 absent");
                assertThat(redis.text("a:1")).isEqualTo("{\"mine\":true}");
                assertThat(redis.exists("a:2")).isFalse();
            }
        }

        @Test
        void a_value_that_an_application_put_back_itself_is_none() {
            try (StepRun step = StepRun.on(redis, PRESERVING)) {
                step.apply();
                redis.call("SET", "a:1", "{\"n\": 1.10}");
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void a_key_that_expired_meanwhile_is_not_brought_back() {
            redis.call("SET", "a:3", "{}", "PX", "500");
            try (StepRun step = StepRun.on(redis, PRESERVING)) {
                assertThat(step.apply().counts()).containsEntry("edited", 3L);
                awaitGone("a:3");
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isZero();
                assertThat(result.counts()).containsEntry("expired", 1L);
                assertThat(redis.digest()).isEqualTo(before);
            }
        }
    }

    @Nested
    class With_another_expiry {
        @Test
        void value_and_expiry_are_put_back_to_the_millisecond() {
            try (StepRun step = StepRun.on(redis, FOR_AN_HOUR)) {
                assertThat(step.apply().counts()).containsEntry("edited", 3L);
                assertThat(redis.number("PTTL", "a:1")).isBetween(3_500_000L, 3_600_000L);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void none_is_put_back_too() {
            try (StepRun step = StepRun.on(redis, FOR_EVER)) {
                step.apply();
                assertThat(redis.expiry("a:2")).isEqualTo(-1);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void what_the_given_expiry_ended_comes_back() {
            RedisTransform shortly = Transforms.of("{'type':'redis.transform','match':'a:*','ttl':'50ms'}");
            try (StepRun step = StepRun.on(redis, shortly)) {
                assertThat(step.apply().counts()).containsEntry("edited", 4L);
                awaitGone("a:list");
                awaitGone("a:2");
                assertThat(step.compensate().restored()).isEqualTo(4);
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void what_the_given_expiry_ended_comes_back_with_its_old_value() {
            try (StepRun step = StepRun.on(redis, Transforms.inPlace("'ttl':'50ms'"))) {
                step.apply();
                awaitGone("a:1");
                step.compensate();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void one_that_an_application_gave_since_is_a_conflict() {
            try (StepRun step = StepRun.on(redis, FOR_AN_HOUR)) {
                step.apply();
                redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES + 9));
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.text("a:1")).contains("\"v\":2");
            }
        }

        @Test
        void that_had_passed_meanwhile_takes_the_key_unless_an_application_wrote_to_it() {
            RedisTransform forEver = Transforms.of("{'type':'redis.transform','match':'a:*','ttl':'none'}");
            redis.call("RPUSH", "a:soon", "x");
            redis.call("RPUSH", "a:mine", "x");
            redis.call("PEXPIRE", "a:soon", "800");
            redis.call("PEXPIRE", "a:mine", "800");
            long passed = Math.max(redis.expiry("a:soon"), redis.expiry("a:mine"));
            try (StepRun step = StepRun.on(redis, forEver)) {
                assertThat(step.apply().counts()).containsEntry("edited", 4L);
                redis.call("RPUSH", "a:mine", "y");
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> redis.now() > passed);
                CompensationResult result = step.compensate();
                assertThat(result.counts()).containsEntry("expired", 1L);
                assertThat(result.conflictSamples())
                        .extracting(conflict -> conflict.unit())
                        .containsExactly("a:mine");
                assertThat(redis.exists("a:soon")).isFalse();
                assertThat(redis.number("LLEN", "a:mine")).isEqualTo(2);
            }
        }

        @Test
        void without_an_edit_keys_of_any_type_get_it() {
            RedisTransform forEver = Transforms.of("{'type':'redis.transform','match':'a:*','ttl':'none'}");
            try (StepRun step = StepRun.on(redis, forEver)) {
                assertThat(step.apply().counts()).containsEntry("edited", 2L).containsEntry("skipped.unchanged", 2L);
                assertThat(redis.expiry("a:list")).isEqualTo(-1);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }
    }

    @Nested
    class A_worker_that_stood_still {
        @Test
        void writes_nothing_after_another_has_gone_on() throws InterruptedException {
            try (StepRun stopped = StepRun.on(redis, PRESERVING);
                    StepRun heirs = StepRun.on(redis, PRESERVING);
                    HeldDispatch held = HeldDispatch.at(
                            "redis.transform.mid-batch", 1, () -> stopped.report(StepRun.Stage.APPLY))) {
                StepRun heir = stopped.by(heirs);
                assertThat(heir.apply().counts()).containsEntry("edited", 2L);
                heir.compensate();
                held.letGo();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }
    }

    private void awaitGone(String key) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !redis.exists(key));
    }
}
