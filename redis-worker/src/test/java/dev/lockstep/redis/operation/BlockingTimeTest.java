package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One call of a script does a limited amount of work. The server counts the calls of commands, also inside scripts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockingTimeTest {
    private static final Map<String, String> DEFAULTS = Map.of();
    private final RedisServer server = DedicatedServers.redis();
    private final TestRedis redis = new TestRedis(server.uri(0));

    @AfterAll
    void stop() {
        redis.close();
        server.stop();
    }

    // A script that the server does not have is called twice, so each count starts without scripts.
    @BeforeEach
    void clear() {
        redis.call("FLUSHALL");
        redis.call("SCRIPT", "FLUSH");
    }

    private void fill(String key, int members) {
        String script = "for i = 1, tonumber(ARGV[1]) do redis.call('RPUSH', KEYS[1], i) end";
        redis.call("EVAL", script, "1", key, Integer.toString(members));
    }

    @Nested
    class A_list_of_the_same_length_with_much_larger_members {
        private final String large = "x".repeat(10_000_000);

        @Test
        void is_a_conflict_and_is_not_read_by_a_compensation() {
            redis.call("RPUSH", "a:1", "x", "y");
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged(), DEFAULTS)) {
                step.apply();
                redis.call("UNLINK", "b:1");
                redis.call("RPUSH", "b:1", large, large);
                long reads = redis.calls("lrange");
                assertThat(step.compensate().conflictSamples())
                        .extracting(Conflict::found)
                        .containsExactly("list of 2 members, no expiry");
                assertThat(redis.calls("lrange")).isEqualTo(reads);
            }
        }

        @Test
        void is_kept_and_is_not_read_by_a_finish() {
            redis.call("RPUSH", "a:1", "x", "y");
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged("'source':'delete'"), DEFAULTS)) {
                step.apply();
                redis.call("UNLINK", "a:1");
                redis.call("RPUSH", "a:1", large, large);
                long reads = redis.calls("lrange");
                assertThat(step.finish().counts()).containsEntry("source-changed", 1L);
                assertThat(redis.calls("lrange")).isEqualTo(reads);
                assertThat(redis.number("LLEN", "a:1")).isEqualTo(2);
            }
        }
    }

    @Nested
    class A_list_that_needs_more_memory_than_the_limit_because_the_limit_was_lowered {
        private void push(int bytesOfMember) {
            redis.call("RPUSH", "a:1", "x".repeat(bytesOfMember), "y".repeat(bytesOfMember));
        }

        private void assertRestored(int bytesOfMember, int limit, int loweredLimit) {
            push(bytesOfMember);
            String digestBefore = redis.digest();
            StepOperation operation = Transforms.moveUnchanged("'source':'delete'");
            try (StepRun step = StepRun.on(redis, operation, limitOf(limit));
                    StepRun lowered = StepRun.on(redis, operation, limitOf(loweredLimit))) {
                step.apply();
                StepRun next = step.continuedBy(lowered);
                assertThat(next.finish().counts()).containsEntry("source-deleted", 1L);
                assertThat(next.compensate().restored()).isEqualTo(2);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        private void assertExpired(StepOperation operation) {
            push(3_000);
            redis.call("PEXPIRE", "a:1", "500");
            long old = redis.expiry("a:1");
            try (StepRun step = StepRun.on(redis, operation, DEFAULTS);
                    StepRun lowered = StepRun.on(redis, operation, limitOf(1_000))) {
                assertThat(step.apply().changed()).isEqualTo(1);
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> redis.now() > old + 1);
                CompensationResult result = step.continuedBy(lowered).compensate();
                assertThat(result.counts()).isEqualTo(Map.of("expired", 1L));
                assertThat(redis.exists("a:1")).isFalse();
            }
        }

        private static Map<String, String> limitOf(int bytes) {
            return Map.of("max-value-bytes", Integer.toString(bytes));
        }

        @Test
        void is_still_restored() {
            assertRestored(3_000, 8_000_000, 1_000);
        }

        @Test
        void is_still_restored_if_it_needs_several_times_the_limit() {
            assertRestored(20_000_000, 100_000_000, 8_000_000);
        }

        @Test
        void is_deleted_if_only_its_expiry_was_changed_and_the_old_one_has_passed() {
            assertExpired(Expiries.of("'remove':true"));
        }

        @Test
        void is_deleted_if_a_copy_was_kept_and_the_old_expiry_has_passed() {
            assertExpired(Transforms.of("{'type':'redis.transform','match':'a:*','ttl':'none'}"));
        }
    }

    @Nested
    class Replaced_destinations {
        /** Returns the number of script calls of a compensation of four replaced destinations. */
        private long callsToRestore(int bytesOfPreImages) {
            clear();
            IntStream.range(0, 4).forEach(key -> {
                redis.call("SET", "a:" + key, "x".repeat(1_900_000));
                redis.call("SET", "b:" + key, "y".repeat(bytesOfPreImages));
            });
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged("'existing':'replace'"), DEFAULTS)) {
                step.apply();
                long calls = redis.calls("evalsha");
                assertThat(step.compensate().restored()).isEqualTo(4);
                assertThat(redis.digest()).isEqualTo(digestBefore);
                return redis.calls("evalsha") - calls;
            }
        }

        @Test
        void count_as_more_work_if_they_may_be_compared_with_their_pre_images() {
            assertThat(callsToRestore(1_900_000)).isGreaterThan(callsToRestore(1_800_000));
        }
    }

    @Nested
    class Conflicts {
        /** Returns the number of script calls of a compensation with 40 lists that an application has enlarged. */
        private long callsToCompensate(int members) {
            clear();
            IntStream.range(0, 40).forEach(key -> redis.call("RPUSH", "a:" + key, "x"));
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged(), DEFAULTS)) {
                step.apply();
                IntStream.range(0, 40).forEach(key -> fill("b:" + key, members));
                long calls = redis.calls("evalsha");
                assertThat(step.compensate().conflicts()).isEqualTo(40);
                return redis.calls("evalsha") - calls;
            }
        }

        @Test
        void count_as_more_work_if_the_keys_are_read_for_their_description() {
            assertThat(callsToCompensate(900)).isGreaterThan(callsToCompensate(1_100));
        }
    }
}
