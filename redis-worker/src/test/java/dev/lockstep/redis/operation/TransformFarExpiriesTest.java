package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys with expiries above 2^53 milliseconds, which a script cannot represent exactly. */
class TransformFarExpiriesTest {
    private static final long ABOVE_EXACT = (1L << 53) + 1;
    private static final long NEAR_MAXIMUM = Long.MAX_VALUE - 10;
    private final TestRedis redis = TestRedis.fresh();
    private String digestBefore = "";

    @BeforeEach
    void seed() {
        redis.call("SET", "a:1", "{}");
        redis.call("PEXPIREAT", "a:1", Long.toString(ABOVE_EXACT));
        redis.call("SET", "a:2", "{}");
        redis.call("PEXPIREAT", "a:2", Long.toString(NEAR_MAXIMUM));
        digestBefore = redis.digest();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private void assertCopiedAndRestored(RedisTransform operation) {
        try (StepRun step = StepRun.on(redis, operation)) {
            assertThat(step.apply().changed()).isEqualTo(2);
            assertThat(redis.expiry("b:1")).isEqualTo(ABOVE_EXACT);
            assertThat(redis.expiry("b:2")).isEqualTo(NEAR_MAXIMUM);
            assertThat(step.finish().counts()).containsEntry("source-deleted", 2L);
            assertThat(step.compensate().restored()).isEqualTo(4);
            assertThat(redis.digest()).isEqualTo(digestBefore);
        }
    }

    @Nested
    class A_preserved_expiry {
        @Test
        void is_copied_exactly_with_an_edited_value() {
            assertCopiedAndRestored(Transforms.move("'source':'delete'"));
        }

        @Test
        void is_copied_exactly_with_the_value() {
            assertCopiedAndRestored(Transforms.moveUnchanged("'source':'delete'"));
        }

        @Test
        void of_a_replaced_destination_is_restored() {
            redis.call("SET", "b:1", "old");
            redis.call("PEXPIREAT", "b:1", Long.toString(NEAR_MAXIMUM - 5));
            digestBefore = redis.digest();
            assertCopiedAndRestored(Transforms.move("'existing':'replace'", "'source':'delete'"));
        }

        @Test
        void stays_if_the_value_is_edited_in_place() {
            try (StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                assertThat(step.apply().changed()).isEqualTo(2);
                assertThat(redis.expiry("a:2")).isEqualTo(NEAR_MAXIMUM);
                assertThat(step.compensate().restored()).isEqualTo(2);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class An_expiry_that_would_be_changed_in_place {
        @ParameterizedTest
        @ValueSource(strings = {"'ttl':'none'", "'ttl':'1h'", "'ttl':'1h','json':{'set':{'/v':2}}"})
        void is_skipped_because_it_could_not_be_restored(String members) {
            RedisTransform operation = Transforms.of("{'type':'redis.transform','match':'a:*',%s}".formatted(members));
            try (StepRun step = StepRun.on(redis, operation)) {
                assertThat(step.apply().counts()).containsEntry("skipped.out-of-range", 2L);
                assertThat(redis.digest()).isEqualTo(digestBefore);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }
}
