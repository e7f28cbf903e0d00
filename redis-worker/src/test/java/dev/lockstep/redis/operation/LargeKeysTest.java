package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are too large to be read, copied or compared at once. */
class LargeKeysTest {
    private static final Map<String, String> DEFAULTS = Map.of();
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.call("FLUSHDB");
        redis.close();
    }

    /** Adds members with a script, which is faster than a command for each. */
    private void addMembers(String key, String command, int members) {
        String script =
                """
                for i = 1, %d do
                  if ARGV[1] == 'HSET' or ARGV[1] == 'ZADD' then redis.call(ARGV[1], KEYS[1], i, i)
                  elseif ARGV[1] == 'XADD' then redis.call('XADD', KEYS[1], i .. '-1', 'f', i)
                  else redis.call(ARGV[1], KEYS[1], i) end
                end
                """
                        .formatted(members);
        redis.call("EVAL", script, "1", key, command);
    }

    private void assertRefused(StepOperation operation, Map<String, String> options, String... messageParts) {
        String digestBefore = redis.digest();
        try (StepRun step = StepRun.on(redis, operation, options)) {
            StepFailure failure = step.runToFailure(Stage.APPLY);
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.code()).isEqualTo("value-too-large");
            assertThat(failure.message()).contains(messageParts);
            step.compensate();
            assertThat(redis.digest()).isEqualTo(digestBefore);
        }
    }

    @Nested
    class A_string_of_60_mb {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'json':{'set':{'/v':2}}",
                    "'key':{'from':'a:','to':'b:'},'json':{'set':{'/v':2}},'malformed':'skip'",
                    "'key':{'from':'a:','to':'b:'}",
                    "'ttl':'1h'"
                })
        void is_refused_with_its_size_and_the_option(String members) {
            redis.call("SET", "a:small", "{}");
            redis.call("SETRANGE", "a:large", "60000000", "x");
            StepOperation operation = Transforms.of("{'type':'redis.transform','match':'a:*',%s}".formatted(members));
            try (StepRun step = StepRun.on(redis, operation, DEFAULTS)) {
                StepFailure failure = step.runToFailure(Stage.APPLY);
                assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
                assertThat(failure.code()).isEqualTo("value-too-large");
                assertThat(failure.message()).contains("a:large", "60000001 bytes", "max-value-bytes");
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.text("a:small")).isEqualTo("{}");
                assertThat(redis.number("STRLEN", "a:large")).isEqualTo(60_000_001);
                assertThat(redis.exists("b:small")).isFalse();
            }
        }
    }

    @Nested
    class A_collection_with_too_many_members {
        @ParameterizedTest
        @CsvSource({"RPUSH,list", "SADD,set", "HSET,hash", "ZADD,zset", "XADD,stream"})
        void is_not_copied(String command, String type) {
            addMembers("a:large", command, 101);
            assertRefused(
                    Transforms.moveUnchanged(),
                    Map.of("max-members", "100"),
                    "a:large",
                    type + " 101 members",
                    "max-members");
        }

        @Test
        void is_not_copied_as_a_pre_image_of_its_expiry() {
            addMembers("a:large", "SADD", 101);
            assertRefused(
                    Transforms.of("{'type':'redis.transform','match':'a:*','ttl':'1h'}"),
                    Map.of("max-members", "100"),
                    "set 101 members");
        }

        @Test
        void gets_no_later_expiry_because_its_content_would_be_read() {
            addMembers("a:large", "SADD", 101);
            redis.call("PEXPIREAT", "a:large", Long.toString(UserStates.EXPIRES_AT));
            assertRefused(Expiries.of("'extend':'1h'"), Map.of("max-members", "100"), "set 101 members");
        }

        @Test
        void gets_an_earlier_expiry() {
            addMembers("a:large", "SADD", 101);
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, Expiries.of("'set':'1h'"), Map.of("max-members", "100"))) {
                assertThat(step.apply().changed()).isEqualTo(1);
                assertThat(step.compensate().restored()).isEqualTo(1);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_collection_with_large_members {
        @ParameterizedTest
        @ValueSource(strings = {"RPUSH a:large", "SADD a:large", "HSET a:large field", "ZADD a:large 1"})
        void is_not_copied(String command) {
            String[] words = (command + " member").split(" ");
            words[words.length - 1] = "x".repeat(3_000);
            redis.call(words);
            assertRefused(Transforms.moveUnchanged(), Map.of("max-value-bytes", "2000"), "a:large", "max-value-bytes");
        }
    }

    @Nested
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    class A_created_string_of_5_mb {
        private CompensationResult compensateAfter(String... change) {
            redis.call("SET", "a:1", "x".repeat(5_000_000));
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged(), DEFAULTS)) {
                assertThat(step.apply().changed()).isEqualTo(1);
                redis.call(change);
                return step.compensate();
            }
        }

        @Test
        void that_an_application_has_deleted_is_gone() {
            CompensationResult result = compensateAfter("UNLINK", "b:1");
            assertThat(result.counts()).containsEntry("gone", 1L);
            assertThat(result.conflicts()).isZero();
        }

        @Test
        void that_an_application_has_replaced_is_a_conflict() {
            assertThat(compensateAfter("SET", "b:1", "x").conflicts()).isEqualTo(1);
            assertThat(redis.text("b:1")).isEqualTo("x");
        }

        @Test
        void with_other_bytes_of_the_same_length_is_a_conflict() {
            assertThat(compensateAfter("SETRANGE", "b:1", "7", "y").conflicts()).isEqualTo(1);
            assertThat(redis.number("STRLEN", "b:1")).isEqualTo(5_000_000);
        }

        @Test
        void with_another_expiry_is_a_conflict() {
            assertThat(compensateAfter("PEXPIREAT", "b:1", Long.toString(UserStates.EXPIRES_AT))
                            .conflicts())
                    .isEqualTo(1);
        }
    }

    @Nested
    class Many_collections {
        @Test
        void are_copied_and_restored_over_several_calls() {
            IntStream.range(0, 30).forEach(key -> addMembers("a:" + key, key % 2 == 0 ? "HSET" : "RPUSH", 1500));
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged("'source':'delete'"), DEFAULTS)) {
                assertThat(step.apply().changed()).isEqualTo(30);
                assertThat(step.finish().counts()).containsEntry("source-deleted", 30L);
                assertThat(step.compensate().restored()).isEqualTo(60);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_destination_that_an_application_has_enlarged {
        @Test
        void is_a_conflict_that_names_the_number_of_members() {
            redis.call("RPUSH", "a:1", "x");
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged(), DEFAULTS)) {
                step.apply();
                addMembers("b:1", "RPUSH", 200_000);
                assertThat(step.compensate().conflictSamples())
                        .extracting(Conflict::found)
                        .containsExactly("list of 200001 members, no expiry");
                assertThat(redis.number("LLEN", "b:1")).isEqualTo(200_001);
            }
        }
    }

    @Nested
    class A_json_text {
        @Test
        void with_too_many_values_is_refused() {
            redis.call("SET", "a:1", "{\"x\":[0" + ",0".repeat(250_000) + "]}");
            assertRefused(Transforms.inPlace(), DEFAULTS, "a:1", "250000 JSON values");
        }

        @Test
        void with_one_long_text_is_edited() {
            redis.call("SET", "a:1", "{\"x\":\"%s\"}".formatted("y".repeat(5_000_000)));
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, Transforms.inPlace(), DEFAULTS)) {
                assertThat(step.apply().changed()).isEqualTo(1);
                assertThat(step.compensate().restored()).isEqualTo(1);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_name {
        @Test
        void that_is_too_long_is_refused() {
            redis.call("SET", "a:" + "x".repeat(20_000), "{}");
            try (StepRun step = StepRun.on(redis, Transforms.inPlace(), DEFAULTS)) {
                StepFailure failure = step.runToFailure(Stage.APPLY);
                assertThat(failure.code()).isEqualTo("key-name-too-long");
                assertThat(failure.message()).contains("20002 bytes");
                step.compensate();
            }
        }
    }
}
