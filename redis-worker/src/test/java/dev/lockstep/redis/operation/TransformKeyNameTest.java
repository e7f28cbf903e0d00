package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformKeyNameTest {
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    private static RedisTransform transform(String match, String key) {
        return Transforms.of("{'type':'redis.transform','match':'%s',%s'json':{'set':{'/v':2}}}"
                .formatted(match.replace("\\", "\\\\"), key));
    }

    @Nested
    class A_name {
        private static final List<String> SUFFIXES = List.of(
                "", "*", "?", "[x]", "\\", "^", "|", "%s", "'", "\"", "\n", "\r\n", "\0", "שלום", "🙂", "{tag}", " ",
                "a:", "b:");

        @Test
        void with_any_characters_is_moved_and_restored() {
            SUFFIXES.forEach(suffix -> redis.call("SET", "a:" + suffix, "{\"length\":%d}".formatted(suffix.length())));
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, Transforms.move("'source':'delete'"))) {
                assertThat(step.apply().changed()).isEqualTo(SUFFIXES.size());
                step.finish();
                assertThat(SUFFIXES).allSatisfy(suffix -> {
                    assertThat(redis.text("b:" + suffix))
                            .isEqualTo("{\"length\":%d,\"v\":2}".formatted(suffix.length()));
                    assertThat(redis.exists("a:" + suffix)).isFalse();
                });
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void may_have_a_prefix_that_the_glob_escapes() {
            redis.call("SET", "user[1]:x", "{}");
            redis.call("SET", "user1:x", "{}");
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(
                    redis, transform("user\\[1]:*", "'key':{'from':'user[1]:','to':'user(1):'},'source':'delete',"))) {
                assertThat(step.apply().changed()).isEqualTo(1);
                step.finish();
                assertThat(redis.text("user(1):x")).isEqualTo("{\"v\":2}");
                assertThat(redis.exists("user[1]:x")).isFalse();
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void may_be_empty() {
            redis.call("SET", "", "{\"name\":\"empty\"}");
            redis.call("SET", "a:", "{}");
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, transform("*", ""))) {
                assertThat(step.apply().changed()).isEqualTo(2);
                assertThat(redis.text("")).isEqualTo("{\"name\":\"empty\",\"v\":2}");
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void may_become_empty() {
            redis.call("SET", "a:", "{}");
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, transform("a:*", "'key':{'from':'a:','to':''},'source':'delete',"))) {
                step.apply();
                step.finish();
                assertThat(redis.text("")).isEqualTo("{\"v\":2}");
                assertThat(redis.exists("a:")).isFalse();
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_pattern {
        @ParameterizedTest
        @CsvSource(
                delimiter = ' ',
                value = {
                    "a:? a:1,a:b,a:*,a:?,a:\\",
                    "a:[1b] a:1,a:b",
                    "a:[^1b] a:*,a:?,a:\\",
                    "a:[0-9] a:1",
                    "a:\\* a:*",
                    "a:\\? a:?",
                    "a:\\\\ a:\\",
                    "a:\\[x] a:[x]",
                    "a:* a:1,a:b,a:*,a:?,a:\\,a:[x],a:12",
                    "a:*2 a:12",
                    "? x",
                    "A:* A:1"
                })
        void matches_what_the_server_matches(String match, String matched) {
            List<String> keys = List.of("a:1", "a:b", "a:*", "a:?", "a:\\", "a:[x]", "a:12", "A:1", "x", "b:1");
            keys.forEach(key -> redis.call("SET", key, "{}"));
            try (StepRun step = StepRun.on(redis, transform(match, ""))) {
                step.apply();
                Set<String> changed = keys.stream()
                        .filter(key -> redis.text(key).equals("{\"v\":2}"))
                        .collect(Collectors.toSet());
                assertThat(changed).containsExactlyInAnyOrderElementsOf(Arrays.asList(matched.split(",")));
            }
        }
    }

    @Nested
    class Overlapping_prefixes {
        @Test
        void move_each_key_once_in_any_scan_order() {
            redis.call("SET", "a:1", "{}");
            redis.call("SET", "a:v2:2", "{\"from\":\"application\"}");
            String digestBefore = redis.digest();
            String key = "'key':{'from':'a:','to':'a:v2:'},'source':'delete','existing':'skip',";
            try (StepRun step = StepRun.on(redis, transform("a:*", key))) {
                assertThat(step.apply().changed()).isEqualTo(2);
                step.finish();
                assertThat(redis.text("a:v2:1")).isEqualTo("{\"v\":2}");
                assertThat(redis.text("a:v2:v2:2")).isEqualTo("{\"from\":\"application\",\"v\":2}");
                assertThat(redis.number("DBSIZE") - redis.journalKeys().size()).isEqualTo(2);
                step.compensate();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_placeholder {
        @Test
        void is_replaced_in_values_and_not_in_key_names() {
            redis.call("SET", "${migration.id}:1", "{}");
            RedisTransform operation = Transforms.of("{'type':'redis.transform','match':'${migration.id}:*',"
                    + "'json':{'set':{'/at':['${migration.startedAt}','$${migration.id}']}}}");
            try (StepRun step = StepRun.on(redis, operation)) {
                step.apply();
                assertThat(redis.text("${migration.id}:1"))
                        .isEqualTo("{\"at\":[\"2026-01-02T03:04:05.678Z\",\"${migration.id}\"]}");
            }
        }
    }
}
