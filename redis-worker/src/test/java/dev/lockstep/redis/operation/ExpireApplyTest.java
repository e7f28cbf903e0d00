package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisExpire;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.HeldDispatch;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ExpireApplyTest {
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

    private void assertExpiresInOneDay(String key) {
        assertThat(redis.expiry(key)).isBetween(redis.now() + DAY - 60_000, redis.now() + DAY);
    }

    @Nested
    class Set {
        @Test
        void gives_every_key_the_same_time_to_live() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'set':'1d'"))) {
                StepResult result = step.apply();
                assertThat(result.changed()).isEqualTo(3);
                assertThat(result.counts()).isEqualTo(Map.of("expiry-changed", 3L));
                assertExpiresInOneDay("a:none");
                assertExpiresInOneDay("a:short");
                assertExpiresInOneDay("a:long");
                compensateAndAssertRestored(step, 3);
            }
        }
    }

    @Nested
    class Cap {
        @Test
        void shortens_expiries_and_skips_earlier_ones() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'cap':'1d'"))) {
                long unchanged = redis.expiry("a:short");
                StepResult result = step.apply();
                assertThat(result.changed()).isEqualTo(2);
                assertThat(result.counts()).containsEntry("skipped.unchanged", 1L);
                assertExpiresInOneDay("a:none");
                assertExpiresInOneDay("a:long");
                assertThat(redis.expiry("a:short")).isEqualTo(unchanged);
                compensateAndAssertRestored(step, 2);
            }
        }
    }

    @Nested
    class Extend {
        @Test
        void adds_to_expiries_and_skips_keys_without_one() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'1d'"))) {
                long old = redis.expiry("a:short");
                StepResult result = step.apply();
                assertThat(result.changed()).isEqualTo(2);
                assertThat(result.counts()).containsEntry("skipped.no-expiry", 1L);
                assertThat(redis.expiry("a:short")).isEqualTo(old + DAY);
                assertThat(redis.expiry("a:long")).isEqualTo(UserStates.EXPIRES_AT + DAY);
                assertThat(redis.expiry("a:none")).isEqualTo(-1);
                compensateAndAssertRestored(step, 2);
            }
        }

        @Test
        void skips_expiries_that_a_script_cannot_count_exactly() {
            redis.call("PEXPIREAT", "a:long", Long.toString((1L << 53) + 1));
            redis.call("PEXPIREAT", "a:short", Long.toString((1L << 53) - DAY));
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'1d'"))) {
                assertThat(step.apply().counts()).containsEntry("skipped.out-of-range", 2L);
            }
        }
    }

    @Nested
    class Remove {
        @Test
        void leaves_no_key_with_an_expiry() {
            try (StepRun step = StepRun.on(redis, Expiries.of("'remove':true"))) {
                StepResult result = step.apply();
                assertThat(result.changed()).isEqualTo(2);
                assertThat(result.counts()).containsEntry("skipped.unchanged", 1L);
                assertThat(redis.expiry("a:short")).isEqualTo(-1);
                assertThat(redis.expiry("a:long")).isEqualTo(-1);
                compensateAndAssertRestored(step, 2);
            }
        }
    }

    @Nested
    class A_key {
        @Test
        void is_not_changed_again_by_a_newer_dispatch() throws InterruptedException {
            IntStream.range(0, 20).forEach(key -> redis.call("SET", "a:" + key, "x"));
            try (StepRun first = StepRun.on(redis, Expiries.of("'set':'1d'"));
                    StepRun second = StepRun.on(redis, Expiries.of("'set':'1d'"));
                    HeldDispatch held = HeldDispatch.at("redis.unit.after-batch", 3, () -> first.run(Stage.APPLY))) {
                Map<String, Long> changed = changedExpiries();
                assertThat(changed).hasSizeBetween(10, 22);
                assertThat(first.continuedBy(second).apply().changed()).isEqualTo(23);
                assertThat(changedExpiries()).containsAllEntriesOf(changed);
                held.release();
                assertThat(changedExpiries()).containsAllEntriesOf(changed);
            }
        }

        private Map<String, Long> changedExpiries() {
            Map<String, Long> expiries = new TreeMap<>();
            IntStream.range(0, 20).mapToObj(key -> "a:" + key).forEach(key -> {
                if (redis.expiry(key) >= 0) {
                    expiries.put(key, redis.expiry(key));
                }
            });
            return expiries;
        }

        @Test
        void that_expired_before_it_was_changed_is_not_counted() throws InterruptedException {
            redis.call("PEXPIRE", "a:short", "500");
            try (StepRun step = StepRun.on(redis, Expiries.of("'extend':'1d'"));
                    HeldDispatch held = HeldDispatch.at("redis.unit.after-read", 1, () -> step.run(Stage.APPLY))) {
                awaitDeleted("a:short");
                held.release();
                assertThat(redis.exists("a:short")).isFalse();
                assertThat(step.compensate().restored()).isEqualTo(1);
            }
        }
    }

    private void awaitDeleted(String key) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !redis.exists(key));
    }

    @Nested
    class Keys_of_lockstep {
        @Test
        void are_never_changed() {
            redis.call("SET", "lockstep:note", "x", "EX", "1000");
            long expiry = redis.expiry("lockstep:note");
            RedisExpire all = new RedisExpire("*", null, null, null, true);
            try (StepRun step = StepRun.on(redis, all)) {
                assertThat(step.apply().changed()).isEqualTo(2);
                assertThat(redis.expiry("lockstep:note")).isEqualTo(expiry);
            }
        }
    }
}
