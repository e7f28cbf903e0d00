package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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

    private long calls(String command) {
        String statistics = redis.call("INFO", "commandstats") instanceof byte[] text
                ? new String(text, StandardCharsets.US_ASCII)
                : "";
        Matcher calls =
                Pattern.compile("cmdstat_%s:calls=(\\d+)".formatted(command)).matcher(statistics);
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
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
                long reads = calls("lrange");
                assertThat(step.compensate().conflictSamples())
                        .extracting(Conflict::found)
                        .containsExactly("list of 2 members, no expiry");
                assertThat(calls("lrange")).isEqualTo(reads);
            }
        }

        @Test
        void is_kept_and_is_not_read_by_a_finish() {
            redis.call("RPUSH", "a:1", "x", "y");
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged("'source':'delete'"), DEFAULTS)) {
                step.apply();
                redis.call("UNLINK", "a:1");
                redis.call("RPUSH", "a:1", large, large);
                long reads = calls("lrange");
                assertThat(step.finish().counts()).containsEntry("source-changed", 1L);
                assertThat(calls("lrange")).isEqualTo(reads);
                assertThat(redis.number("LLEN", "a:1")).isEqualTo(2);
            }
        }
    }

    @Nested
    class A_list_that_needs_more_memory_than_the_limit_because_the_limit_was_lowered {
        @Test
        void is_still_restored() {
            redis.call("RPUSH", "a:1", "x".repeat(3_000));
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged("'source':'delete'"), DEFAULTS);
                    StepRun lowered =
                            StepRun.on(redis, Transforms.moveUnchanged(), Map.of("max-value-bytes", "1000"))) {
                step.apply();
                StepRun next = step.continuedBy(lowered);
                assertThat(next.finish().counts()).containsEntry("source-deleted", 1L);
                assertThat(next.compensate().restored()).isEqualTo(2);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
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
                long calls = calls("evalsha");
                assertThat(step.compensate().restored()).isEqualTo(4);
                assertThat(redis.digest()).isEqualTo(digestBefore);
                return calls("evalsha") - calls;
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
                long calls = calls("evalsha");
                assertThat(step.compensate().conflicts()).isEqualTo(40);
                return calls("evalsha") - calls;
            }
        }

        @Test
        void count_as_more_work_if_the_keys_are_read_for_their_description() {
            assertThat(callsToCompensate(900)).isGreaterThan(callsToCompensate(1_100));
        }
    }
}
