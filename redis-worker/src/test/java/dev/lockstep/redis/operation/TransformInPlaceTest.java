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

class TransformInPlaceTest {
    private static final RedisTransform PRESERVED_EXPIRY = Transforms.inPlace();
    private static final RedisTransform ONE_HOUR = Transforms.inPlace("'ttl':'1h'");
    private static final RedisTransform WITHOUT_EXPIRY = Transforms.inPlace("'ttl':'none'");
    private TestRedis redis = TestRedis.fresh();
    private String digestBefore = "";

    @BeforeEach
    void seed() {
        redis.call("SET", "a:1", "{\"n\": 1.10}");
        redis.call("SET", "a:2", "{\"n\":2}");
        redis.call("PEXPIREAT", "a:2", Long.toString(UserStates.EXPIRES_AT));
        redis.call("SET", "a:same", "{\"v\":2}");
        redis.call("RPUSH", "a:list", "x", "y");
        redis.call("PEXPIREAT", "a:list", Long.toString(UserStates.EXPIRES_AT + 1));
        digestBefore = redis.digest();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class With_a_preserved_expiry {
        @Test
        void a_value_is_edited_and_restored_to_the_byte() {
            try (StepRun step = StepRun.on(redis, PRESERVED_EXPIRY)) {
                StepResult result = step.apply();
                assertThat(result.counts())
                        .containsEntry("edited", 2L)
                        .containsEntry("skipped.unchanged", 1L)
                        .containsEntry("skipped.not-a-string", 1L);
                assertThat(redis.text("a:1")).isEqualTo("{\"n\":1.10,\"v\":2}");
                assertThat(redis.expiry("a:2")).isEqualTo(UserStates.EXPIRES_AT);
                assertThat(step.compensate().restored()).isEqualTo(2);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void an_expiry_set_by_an_application_stays() {
            try (StepRun step = StepRun.on(redis, PRESERVED_EXPIRY)) {
                step.apply();
                redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES_AT + 9));
                redis.call("PERSIST", "a:2");
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.text("a:1")).isEqualTo("{\"n\": 1.10}");
                assertThat(redis.expiry("a:1")).isEqualTo(UserStates.EXPIRES_AT + 9);
                assertThat(redis.expiry("a:2")).isEqualTo(-1);
            }
        }

        @Test
        void a_value_written_by_an_application_is_a_conflict() {
            try (StepRun step = StepRun.on(redis, PRESERVED_EXPIRY)) {
                step.apply();
                redis.call("SET", "a:1", "{\"application\":true}");
                redis.call("UNLINK", "a:2");
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isEqualTo(2);
                assertThat(result.conflictSamples())
                        .extracting(conflict -> conflict.unit() + " " + conflict.found())
                        .containsExactlyInAnyOrder("a:1 string {\"application\":true}, no expiry", "a:2 absent");
                assertThat(redis.text("a:1")).isEqualTo("{\"application\":true}");
                assertThat(redis.exists("a:2")).isFalse();
            }
        }

        @Test
        void a_value_restored_by_an_application_is_no_conflict() {
            try (StepRun step = StepRun.on(redis, PRESERVED_EXPIRY)) {
                step.apply();
                redis.call("SET", "a:1", "{\"n\": 1.10}");
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void an_expired_key_is_not_restored() {
            redis.call("SET", "a:3", "{}", "PX", "500");
            try (StepRun step = StepRun.on(redis, PRESERVED_EXPIRY)) {
                assertThat(step.apply().counts()).containsEntry("edited", 3L);
                awaitDeleted("a:3");
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isZero();
                assertThat(result.counts()).containsEntry("expired", 1L);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class With_a_new_expiry {
        @Test
        void value_and_expiry_are_restored_to_the_millisecond() {
            try (StepRun step = StepRun.on(redis, ONE_HOUR)) {
                assertThat(step.apply().counts()).containsEntry("edited", 3L);
                assertThat(redis.number("PTTL", "a:1")).isBetween(3_500_000L, 3_600_000L);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void a_removed_expiry_is_restored() {
            try (StepRun step = StepRun.on(redis, WITHOUT_EXPIRY)) {
                step.apply();
                assertThat(redis.expiry("a:2")).isEqualTo(-1);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void a_key_deleted_by_the_new_expiry_is_restored() {
            RedisTransform shortExpiry = Transforms.of("{'type':'redis.transform','match':'a:*','ttl':'50ms'}");
            try (StepRun step = StepRun.on(redis, shortExpiry)) {
                assertThat(step.apply().counts()).containsEntry("edited", 4L);
                awaitDeleted("a:list");
                awaitDeleted("a:2");
                assertThat(step.compensate().restored()).isEqualTo(4);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void a_key_deleted_by_the_new_expiry_is_restored_with_its_old_value() {
            try (StepRun step = StepRun.on(redis, Transforms.inPlace("'ttl':'50ms'"))) {
                step.apply();
                awaitDeleted("a:1");
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void an_expiry_set_by_an_application_is_a_conflict() {
            try (StepRun step = StepRun.on(redis, ONE_HOUR)) {
                step.apply();
                redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES_AT + 9));
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.text("a:1")).contains("\"v\":2");
            }
        }

        @Test
        void a_key_whose_old_expiry_has_passed_is_deleted_unless_an_application_wrote_it() {
            RedisTransform withoutExpiry = Transforms.of("{'type':'redis.transform','match':'a:*','ttl':'none'}");
            redis.call("RPUSH", "a:soon", "x");
            redis.call("RPUSH", "a:written", "x");
            redis.call("PEXPIRE", "a:soon", "800");
            redis.call("PEXPIRE", "a:written", "800");
            long passed = Math.max(redis.expiry("a:soon"), redis.expiry("a:written"));
            try (StepRun step = StepRun.on(redis, withoutExpiry)) {
                assertThat(step.apply().counts()).containsEntry("edited", 4L);
                redis.call("RPUSH", "a:written", "y");
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> redis.now() > passed);
                CompensationResult result = step.compensate();
                assertThat(result.counts()).containsEntry("expired", 1L);
                assertThat(result.conflictSamples())
                        .extracting(conflict -> conflict.unit())
                        .containsExactly("a:written");
                assertThat(redis.exists("a:soon")).isFalse();
                assertThat(redis.number("LLEN", "a:written")).isEqualTo(2);
            }
        }

        @Test
        void keys_of_any_type_get_the_expiry_without_an_edit() {
            RedisTransform withoutExpiry = Transforms.of("{'type':'redis.transform','match':'a:*','ttl':'none'}");
            try (StepRun step = StepRun.on(redis, withoutExpiry)) {
                assertThat(step.apply().counts()).containsEntry("edited", 2L).containsEntry("skipped.unchanged", 2L);
                assertThat(redis.expiry("a:list")).isEqualTo(-1);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_paused_worker {
        @Test
        void writes_nothing_after_a_newer_dispatch() throws InterruptedException {
            try (StepRun paused = StepRun.on(redis, PRESERVED_EXPIRY);
                    StepRun other = StepRun.on(redis, PRESERVED_EXPIRY);
                    HeldDispatch held =
                            HeldDispatch.at("redis.unit.mid-batch", 1, () -> paused.run(StepRun.Stage.APPLY))) {
                StepRun newer = paused.continuedBy(other);
                assertThat(newer.apply().counts()).containsEntry("edited", 2L);
                newer.compensate();
                held.release();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    private void awaitDeleted(String key) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !redis.exists(key));
    }
}
