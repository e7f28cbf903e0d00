package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ExpireCompensationTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private final TestRedis redis = TestRedis.fresh();
    private String digestBefore = "";

    @BeforeEach
    void seed() {
        redis.call("SET", "a:none", "1");
        redis.call("SET", "a:short", "2", "PX", Long.toString(DAY / 2));
        redis.call("HSET", "a:long", "f", "3");
        redis.call("PEXPIREAT", "a:long", Long.toString(UserStates.EXPIRES_AT));
        digestBefore = redis.digest();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private void compensateAndAssertRestored(StepRun step, int keys) {
        CompensationResult result = step.compensate();
        assertThat(result.restored()).isEqualTo(keys);
        assertThat(result.conflicts()).isZero();
        assertThat(redis.digest()).isEqualTo(digestBefore);
    }

    private void awaitDeleted(String key) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !redis.exists(key));
    }

    @Nested
    class An_application_write {
        @Test
        void to_the_value_is_kept_and_the_expiry_is_restored() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'1d'"))) {
                step.apply();
                redis.call("HSET", "a:long", "f", "changed");
                CompensationResult result = step.compensate();
                assertThat(result.restored()).isEqualTo(2);
                assertThat(result.conflicts()).isZero();
                assertThat(redis.expiry("a:long")).isEqualTo(UserStates.EXPIRES_AT);
                assertThat(redis.number("HSTRLEN", "a:long", "f")).isEqualTo("changed".length());
            }
        }

        @Test
        void to_the_expiry_is_kept_as_a_conflict() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'1d'"))) {
                step.apply();
                redis.call("PEXPIREAT", "a:long", Long.toString(UserStates.EXPIRES_AT + 5));
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isEqualTo(1);
                assertThat(result.conflictSamples())
                        .extracting(Conflict::unit, Conflict::expected)
                        .containsExactly(tuple("a:long", "any value, expires at " + (UserStates.EXPIRES_AT + DAY)));
                assertThat(redis.expiry("a:long")).isEqualTo(UserStates.EXPIRES_AT + 5);
            }
        }

        @Test
        void that_recreates_the_key_is_kept_as_a_conflict() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'1d'"))) {
                step.apply();
                redis.call("UNLINK", "a:long");
                redis.call("SET", "a:long", "recreated");
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.text("a:long")).isEqualTo("recreated");
                assertThat(redis.expiry("a:long")).isEqualTo(-1);
            }
        }

        @Test
        void that_deletes_the_key_is_kept_as_a_conflict() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'1d'"))) {
                step.apply();
                redis.call("UNLINK", "a:long");
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.exists("a:long")).isFalse();
            }
        }

        @Test
        void that_restores_the_expiry_is_no_conflict() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'1d'"))) {
                step.apply();
                redis.call("PEXPIREAT", "a:long", Long.toString(UserStates.EXPIRES_AT));
                compensateAndAssertRestored(step, 2);
            }
        }

        @Test
        void to_the_expiry_stops_the_compensation_with_policy_fail() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'1d'"), ConflictPolicy.FAIL)) {
                step.apply();
                redis.call("PERSIST", "a:long");
                StepFailure failure = step.runToFailure(Stage.COMPENSATE);
                assertThat(failure.code()).isEqualTo("conflict");
                assertThat(failure.message()).contains("a:long").contains("no expiry");
                redis.call("PEXPIREAT", "a:long", Long.toString(UserStates.EXPIRES_AT + DAY));
                compensateAndAssertRestored(step, 2);
            }
        }
    }

    @Nested
    class A_passed_expiry {
        @Test
        void that_the_step_set_is_reported_and_is_no_conflict() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'set':'50ms'"))) {
                assertThat(step.apply().changed()).isEqualTo(3);
                awaitDeleted("a:none");
                awaitDeleted("a:short");
                awaitDeleted("a:long");
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isZero();
                assertThat(result.restored()).isZero();
                assertThat(result.counts()).isEqualTo(Map.of("expired-early", 3L));
                assertThat(result.differences())
                        .containsExactly(
                                "3 keys were deleted by the expiry that the step gave them and are not restored");
            }
        }

        @Test
        void that_the_key_had_before_the_step_deletes_the_key() {
            redis.call("PEXPIRE", "a:short", "500");
            long old = redis.expiry("a:short");
            try (StepRun step = StepRun.on(redis, Expiries.of("'remove':true"))) {
                assertThat(step.apply().changed()).isEqualTo(2);
                awaitServerTimeAfter(old);
                CompensationResult result = step.compensate();
                assertThat(result.counts()).isEqualTo(Map.of("expired", 1L));
                assertThat(result.restored()).isEqualTo(1);
                assertThat(result.conflicts()).isZero();
                assertThat(redis.exists("a:short")).isFalse();
            }
        }

        @Test
        void that_the_key_had_before_the_step_does_not_delete_a_value_of_an_application() {
            redis.call("PEXPIRE", "a:short", "500");
            long old = redis.expiry("a:short");
            try (StepRun step = StepRun.on(redis, Expiries.of("'remove':true"))) {
                step.apply();
                awaitServerTimeAfter(old);
                redis.call("SET", "a:short", "from the application");
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.text("a:short")).isEqualTo("from the application");
            }
        }

        @Test
        void that_was_extended_and_passed_too_is_no_conflict() {
            redis.call("PEXPIRE", "a:short", "200");
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'200ms'"))) {
                assertThat(step.apply().changed()).isEqualTo(2);
                awaitDeleted("a:short");
                CompensationResult result = step.compensate();
                assertThat(result.counts()).isEqualTo(Map.of("expired", 1L));
                assertThat(result.conflicts()).isZero();
            }
        }

        private void awaitServerTimeAfter(long moment) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> redis.now() > moment + 1);
        }
    }
}
