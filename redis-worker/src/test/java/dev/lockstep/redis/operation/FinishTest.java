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

class FinishTest {
    private static final RedisTransform MOVE = Transforms.move("'source':'delete'");
    private final TestRedis redis = TestRedis.fresh();
    private String before = "";

    @BeforeEach
    void seed() {
        redis.call("SET", "a:1", "{\"n\": 1}");
        redis.call("SET", "a:2", "{}");
        redis.call("PEXPIREAT", "a:2", Long.toString(UserStates.EXPIRES));
        redis.call("SET", "a:broken", "{");
        before = redis.digest();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class Of_sources_that_are_as_they_were_read {
        @Test
        void deletes_them_and_compensation_brings_them_back_exactly() {
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                assertThat(redis.exists("a:1")).isTrue();
                StepResult result = step.finish();
                assertThat(result.counts()).containsEntry("created", 2L).containsEntry("source-deleted", 2L);
                assertThat(result.changed()).isEqualTo(4);
                assertThat(redis.exists("a:1")).isFalse();
                assertThat(redis.exists("a:2")).isFalse();
                assertThat(step.compensate().restored()).isEqualTo(4);
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void leaves_what_was_skipped() {
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                step.finish();
                assertThat(redis.text("a:broken")).isEqualTo("{");
            }
        }
    }

    @Nested
    class Of_sources_that_an_application_changed_since {
        @Test
        void keeps_one_with_another_value_and_says_so() {
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
        void keeps_one_with_another_expiry_for_that_was_carried_over() {
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                redis.call("PEXPIREAT", "a:2", Long.toString(UserStates.EXPIRES + 60_000));
                assertThat(step.finish().counts()).containsEntry("source-changed", 1L);
                assertThat(redis.expiry("a:2")).isEqualTo(UserStates.EXPIRES + 60_000);
            }
        }

        @Test
        void deletes_one_with_another_expiry_when_expiries_are_not_carried_over() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'source':'delete'", "'ttl':'none'"))) {
                step.apply();
                redis.call("PEXPIREAT", "a:2", Long.toString(UserStates.EXPIRES + 60_000));
                step.finish();
                assertThat(redis.exists("a:2")).isFalse();
                step.compensate();
                assertThat(redis.expiry("a:2")).isEqualTo(UserStates.EXPIRES + 60_000);
            }
        }

        @Test
        void has_nothing_to_do_for_one_that_is_gone() {
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
    class Of_a_chain_in_which_a_destination_looks_like_a_source {
        @Test
        void never_deletes_what_the_step_wrote() {
            RedisTransform chained = Transforms.of(
                    "{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'a:v2:'},'source':'delete'}");
            try (StepRun step = StepRun.on(redis, chained)) {
                assertThat(step.apply().changed()).isEqualTo(3);
                step.finish();
                assertThat(redis.text("a:v2:1")).isEqualTo("{\"n\": 1}");
                assertThat(redis.exists("a:v2:v2:1")).isFalse();
                assertThat(redis.exists("a:1")).isFalse();
                step.compensate();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }
    }

    @Nested
    class Of_sources_that_expire {
        @Test
        void an_expired_pre_image_is_not_brought_back() {
            redis.call("SET", "a:soon", "{}", "PX", "700");
            try (StepRun step = StepRun.on(redis, MOVE)) {
                assertThat(step.apply().counts()).containsEntry("created", 3L);
                assertThat(step.finish().counts()).containsEntry("source-deleted", 3L);
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !redis.exists("b:soon"));
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isZero();
                assertThat(result.counts()).containsEntry("expired", 2L);
                assertThat(redis.digest()).isEqualTo(before);
            }
        }

        @Test
        void one_that_expired_before_has_nothing_to_be_deleted() {
            redis.call("SET", "a:soon", "{}", "PX", "300");
            try (StepRun step = StepRun.on(redis, MOVE)) {
                step.apply();
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !redis.exists("a:soon"));
                assertThat(step.finish().counts()).containsEntry("source-deleted", 2L);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(before);
            }
        }
    }
}
