package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TransformFinishTest {
    private static final RedisTransform MOVE = Transforms.move("'source':'delete'");
    private final TestRedis redis = TestRedis.fresh();
    private String digestBefore = "";

    @BeforeEach
    void seed() {
        redis.call("SET", "a:1", "{\"n\": 1}");
        redis.call("SET", "a:2", "{}");
        redis.call("PEXPIREAT", "a:2", Long.toString(UserStates.EXPIRES_AT));
        redis.call("SET", "a:broken", "{");
        digestBefore = redis.digest();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class An_unchanged_source {
        @Test
        void is_deleted_and_restored_exactly_by_a_compensation() {
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                assertThat(redis.exists("a:1")).isTrue();
                StepResult result = step.finish();
                assertThat(result.counts()).containsEntry("created", 2L).containsEntry("source-deleted", 2L);
                assertThat(result.changed()).isEqualTo(4);
                assertThat(redis.exists("a:1")).isFalse();
                assertThat(redis.exists("a:2")).isFalse();
                assertThat(step.compensate().restored()).isEqualTo(4);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void that_the_step_skipped_is_kept() {
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                step.finish();
                assertThat(redis.text("a:broken")).isEqualTo("{");
            }
        }
    }

    @Nested
    class A_source_changed_since {
        @Test
        void with_another_value_is_kept_and_reported() {
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                redis.call("SET", "a:1", "{\"n\":2}");
                StepResult result = step.finish();
                assertThat(result.counts()).containsEntry("source-changed", 1L).containsEntry("source-deleted", 1L);
                assertThat(result.samples()).anySatisfy(sample -> {
                    assertThat(sample.unit()).isEqualTo("a:1");
                    assertThat(sample.note()).isEqualTo("source-changed");
                });
                assertThat(redis.text("a:1")).isEqualTo("{\"n\":2}");
                step.compensate();
                assertThat(redis.text("a:1")).isEqualTo("{\"n\":2}");
                assertThat(redis.exists("b:1")).isFalse();
            }
        }

        @Test
        void with_another_expiry_is_kept_if_expiries_are_preserved() {
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                redis.call("PEXPIREAT", "a:2", Long.toString(UserStates.EXPIRES_AT + 60_000));
                assertThat(step.finish().counts()).containsEntry("source-changed", 1L);
                assertThat(redis.expiry("a:2")).isEqualTo(UserStates.EXPIRES_AT + 60_000);
            }
        }

        @Test
        void with_another_expiry_is_deleted_if_expiries_are_not_preserved() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'source':'delete'", "'ttl':'none'"))) {
                step.apply();
                redis.call("PEXPIREAT", "a:2", Long.toString(UserStates.EXPIRES_AT + 60_000));
                step.finish();
                assertThat(redis.exists("a:2")).isFalse();
                step.compensate();
                assertThat(redis.expiry("a:2")).isEqualTo(UserStates.EXPIRES_AT + 60_000);
            }
        }

        @Test
        void deleted_by_an_application_is_not_counted() {
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                redis.call("UNLINK", "a:1");
                assertThat(step.finish().counts()).containsEntry("source-deleted", 1L);
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.exists("a:1")).isFalse();
            }
        }
    }

    @Nested
    class A_destination_that_matches_the_pattern {
        @Test
        void is_not_deleted() {
            RedisTransform overlapping = Transforms.of(
                    "{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'a:v2:'},'source':'delete'}");
            try (StepRun step = StepRun.on(redis, overlapping)) {
                assertThat(step.apply().changed()).isEqualTo(3);
                step.finish();
                assertThat(redis.text("a:v2:1")).isEqualTo("{\"n\": 1}");
                assertThat(redis.exists("a:v2:v2:1")).isFalse();
                assertThat(redis.exists("a:1")).isFalse();
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class An_expiring_source {
        @Test
        void is_not_restored_after_its_expiry() {
            redis.call("SET", "a:soon", "{}", "PX", "700");
            try (StepRun step = StepRun.on(redis, MOVE)) {
                assertThat(step.apply().counts()).containsEntry("created", 3L);
                assertThat(step.finish().counts()).containsEntry("source-deleted", 3L);
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !redis.exists("b:soon"));
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isZero();
                assertThat(result.counts()).containsEntry("expired", 2L);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void is_not_counted_if_it_expired_before_the_finish() {
            redis.call("SET", "a:soon", "{}", "PX", "300");
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !redis.exists("a:soon"));
                assertThat(step.finish().counts()).containsEntry("source-deleted", 2L);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }
}
