package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.HeldDispatch;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Steps with the default batch size, so that each script handles many keys. */
class BatchTest {
    private static final int KEYS = 450;
    private static final Map<String, String> DEFAULTS = Map.of();
    private final TestRedis redis = TestRedis.fresh();
    private String digestBefore = "";

    @BeforeEach
    void seed() {
        IntStream.range(0, KEYS).forEach(key -> redis.call("SET", "a:" + key, "{ \"n\":%d}".formatted(key)));
        IntStream.range(0, KEYS / 3)
                .forEach(key -> redis.call("PEXPIREAT", "a:" + key, Long.toString(UserStates.EXPIRES_AT + key)));
        digestBefore = redis.digest();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    /** Returns the prefix of the keys of the step's journal. */
    private String journalPrefix() {
        String row = redis.journalKeys().stream()
                .filter(key -> key.endsWith(":row"))
                .findFirst()
                .orElseThrow();
        return row.substring(0, row.length() - "row".length());
    }

    @Nested
    class Keys_of_one_batch {
        @Test
        void are_judged_one_by_one() throws InterruptedException {
            redis.call("SET", "b:5", "from the application");
            redis.call("SET", "a:broken", "{");
            redis.call("RPUSH", "a:list", "x");
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'skip'"), DEFAULTS);
                    HeldDispatch held = HeldDispatch.at("redis.unit.after-read", 1, () -> step.run(Stage.APPLY))) {
                redis.call("SET", "a:7", "{\"changed\":true}");
                redis.call("UNLINK", "a:8");
                held.release();
                assertThat(redis.text("b:5")).isEqualTo("from the application");
                assertThat(redis.text("b:7")).isEqualTo("{\"changed\":true,\"v\":2}");
                assertThat(redis.exists("b:8")).isFalse();
                assertThat(redis.text("b:9")).isEqualTo("{\"n\":9,\"v\":2}");
                assertThat(redis.expiry("b:9")).isEqualTo(UserStates.EXPIRES_AT + 9);
                assertThat(redis.expiry("b:300")).isEqualTo(-1);
                assertThat(redis.number("HLEN", journalPrefix() + "units")).isEqualTo(KEYS - 2L);
                assertThat(redis.number("HLEN", journalPrefix() + "skipped")).isEqualTo(3);
            }
        }

        @Test
        void are_moved_finished_and_restored() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'source':'delete'"), DEFAULTS)) {
                assertThat(step.apply().counts()).isEqualTo(Map.of("created", (long) KEYS));
                assertThat(step.finish().counts()).containsEntry("source-deleted", (long) KEYS);
                redis.call("SET", "b:400", "from the application");
                CompensationResult result = step.compensate();
                assertThat(result.restored()).isEqualTo(2L * KEYS - 1);
                assertThat(result.conflictSamples()).singleElement().satisfies(conflict -> assertThat(conflict.unit())
                        .isEqualTo("b:400"));
                redis.call("UNLINK", "b:400");
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void are_edited_in_place_and_restored() {
            try (StepRun step = StepRun.on(redis, Transforms.inPlace(), DEFAULTS)) {
                StepResult result = step.apply();
                assertThat(result.counts()).isEqualTo(Map.of("edited", (long) KEYS));
                assertThat(redis.expiry("a:9")).isEqualTo(UserStates.EXPIRES_AT + 9);
                assertThat(step.compensate().restored()).isEqualTo(KEYS);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_script_that_cannot_write_its_journal {
        @Test
        void writes_no_key_if_a_journal_key_has_another_type() throws InterruptedException {
            assertNothingIsWrittenAfter("SET", "skipped", "damaged");
        }

        @Test
        void writes_no_key_if_a_count_is_not_a_number() throws InterruptedException {
            assertNothingIsWrittenAfter("HSET", "counts", "created", "damaged");
        }

        private void assertNothingIsWrittenAfter(String command, String hash, String... arguments)
                throws InterruptedException {
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'replace'"), DEFAULTS);
                    HeldDispatch held = HeldDispatch.at("redis.unit.after-read", 1, () -> step.run(Stage.APPLY))) {
                String[] words = new String[arguments.length + 2];
                words[0] = command;
                words[1] = journalPrefix() + hash;
                System.arraycopy(arguments, 0, words, 2, arguments.length);
                redis.call(words);
                held.release();
                assertThat(redis.digest()).isEqualTo(digestBefore);
                assertThat(redis.exists(journalPrefix() + "units")).isFalse();
            }
        }
    }

    @Nested
    class A_user_that_loses_the_permission_to_write_values {
        @Test
        void leaves_no_row_without_a_key_and_the_next_dispatch_continues() throws InterruptedException {
            redis.call("ACL SETUSER batch reset on >pw ~* +@all".split(" "));
            try (TestRedis restricted = redis.asUser("batch", "pw");
                    StepRun step = StepRun.on(restricted, Transforms.move(), DEFAULTS)) {
                try (HeldDispatch held = HeldDispatch.at("redis.unit.after-read", 1, () -> step.run(Stage.APPLY))) {
                    redis.call("ACL SETUSER batch -mset -set".split(" "));
                    held.release();
                }
                assertThat(redis.digest()).isEqualTo(digestBefore);
                assertThat(redis.exists(journalPrefix() + "units")).isFalse();
                redis.call("ACL SETUSER batch +mset +set".split(" "));
                assertThat(step.apply().changed()).isEqualTo(KEYS);
                assertThat(step.compensate().restored()).isEqualTo(KEYS);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            } finally {
                redis.call("ACL", "DELUSER", "batch");
            }
        }
    }
}
