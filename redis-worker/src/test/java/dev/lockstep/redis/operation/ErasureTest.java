package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.CrashedDispatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Erasing the values of one key, with planted values that must be found in no key of the journal afterwards. */
class ErasureTest {
    private static final String BIG = "x".repeat(5000);
    private static final RedisTransform REPLACE = Transforms.move("'source':'delete'", "'existing':'replace'");
    private final TestRedis redis = TestRedis.fresh();

    @BeforeEach
    void seed() {
        redis.call("SET", "a:1", "{\"n\":\"planted\"}");
        redis.call("SET", "a:2", "{\"n\":2}");
        redis.call("SET", "a:3", "{\"n\":3}");
        redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES_AT));
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private static Conflict erased(String key) {
        return new Conflict(key, "erased on request", "not compared");
    }

    private void assertNotInJournal(String value) {
        assertThat(redis.journalTexts()).isNotEmpty().noneMatch(text -> text.contains(value));
    }

    @Nested
    class A_key_that_was_moved {
        @BeforeEach
        void seedDestination() {
            redis.call("SET", "b:1", "planted-replaced");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a:1", "b:1"})
        void is_a_conflict_of_the_compensation_and_the_others_are_restored(String unit) {
            try (StepRun step = StepRun.on(redis, REPLACE)) {
                step.apply();
                step.finish();
                assertThat(redis.journalTexts()).anyMatch(text -> text.contains("planted-replaced"));
                assertThat(step.erase(unit)).isEqualTo(2);
                assertNotInJournal("planted");
                String moved = redis.text("b:1");
                CompensationResult result = step.compensate();
                assertThat(result.restored()).isEqualTo(4);
                assertThat(result.conflicts()).isEqualTo(2);
                assertThat(result.conflictSamples()).containsExactlyInAnyOrder(erased("a:1"), erased("b:1"));
                assertThat(redis.text("a:2")).isEqualTo("{\"n\":2}");
                assertThat(redis.exists("a:1")).isFalse();
                assertThat(redis.text("b:1")).isEqualTo(moved).contains("planted");
                assertNotInJournal("planted");
            }
        }

        @Test
        void before_the_finish_can_be_erased_again() {
            try (StepRun step = StepRun.on(redis, REPLACE)) {
                step.apply();
                assertThat(List.of(step.erase("a:1"), step.erase("b:1"), step.erase("a:9"), step.erase("b:9")))
                        .containsExactly(1L, 1L, 0L, 0L);
                assertThat(step.compensate().conflictSamples()).containsExactly(erased("b:1"));
                assertNotInJournal("planted");
            }
        }

        @Test
        void does_not_stop_a_compensation_that_must_fail_at_conflicts() {
            try (StepRun step = StepRun.on(redis, REPLACE, ConflictPolicy.FAIL)) {
                step.apply();
                step.finish();
                step.erase("a:1");
                assertThat(step.compensate().conflicts()).isEqualTo(2);
            }
        }

        @Test
        void and_was_a_conflict_loses_its_values_also_in_the_step_row() {
            try (StepRun step = StepRun.on(redis, REPLACE)) {
                step.apply();
                step.finish();
                redis.call("SET", "b:1", "planted-later");
                redis.call("SET", "a:1", "planted-again");
                assertThat(step.compensate().conflicts()).isEqualTo(2);
                assertThat(redis.journalTexts()).anyMatch(text -> text.contains("planted-later"));
                assertThat(step.erase("a:1")).isEqualTo(2);
                assertNotInJournal("planted");
                assertThat(step.compensate().conflicts()).isEqualTo(2);
            }
        }

        @Test
        void and_was_restored_has_no_values_in_the_journal() {
            try (StepRun step = StepRun.on(redis, REPLACE)) {
                step.apply();
                step.compensate();
                assertNotInJournal("planted");
                assertThat(step.erase("a:1")).isZero();
            }
        }

        @Test
        void leaves_nothing_that_a_purge_keeps() {
            try (StepRun step = StepRun.on(redis, REPLACE)) {
                step.apply();
                step.finish();
                step.erase("a:1");
                step.run(StepRun.Stage.PURGE);
                assertThat(redis.journalKeys()).containsExactlyInAnyOrder("lockstep:identity", "lockstep:fence");
            }
        }

        @Test
        void during_an_interrupted_compensation_is_a_conflict_of_the_next() {
            try (StepRun step = StepRun.on(redis, REPLACE)) {
                step.apply();
                step.finish();
                CrashedDispatch.at("redis.unit.compensate.sources.mid-batch", () -> step.run(StepRun.Stage.COMPENSATE));
                assertThat(step.erase("a:1")).isPositive();
                assertNotInJournal("planted");
                CompensationResult result = step.compensate();
                assertThat(result.restored() + result.conflicts()).isEqualTo(6);
                assertThat(result.conflictSamples()).contains(erased("b:1"));
                assertThat(redis.text("a:3")).isEqualTo("{\"n\":3}");
            }
        }

        @Test
        void is_erased_by_a_repetition_after_a_crash() {
            try (StepRun step = StepRun.on(redis, REPLACE)) {
                step.apply();
                redis.call("SET", "b:1", "planted-later");
                step.compensate();
                CrashedDispatch.at("runner.erase.before-row", () -> step.runErasure("b:1"));
                assertThat(step.erase("b:1")).isEqualTo(1);
                assertNotInJournal("planted");
            }
        }
    }

    @Nested
    class A_key_that_was_changed_in_place {
        private void assertErased(StepOperation operation) {
            String digestOfOthers = redis.text("a:2");
            try (StepRun step = StepRun.on(redis, operation)) {
                step.apply();
                assertThat(step.erase("a:1")).isEqualTo(1);
                assertNotInJournal("planted");
                String kept = redis.text("a:1");
                CompensationResult result = step.compensate();
                assertThat(result.conflictSamples()).containsExactly(erased("a:1"));
                assertThat(result.restored()).isEqualTo(2);
                assertThat(redis.text("a:1")).isEqualTo(kept).contains("planted");
                assertThat(redis.text("a:2")).isEqualTo(digestOfOthers);
            }
        }

        @Test
        void has_no_old_value_in_its_row() {
            assertErased(Transforms.inPlace());
        }

        @Test
        void has_no_long_old_value_in_its_own_key() {
            redis.call("SET", "a:1", "{\"n\":\"planted %s\"}".formatted(BIG));
            assertErased(Transforms.inPlace());
        }

        @Test
        void has_no_copy_that_was_kept_because_of_its_expiry() {
            assertErased(Transforms.of("{'type':'redis.transform','match':'a:*','ttl':'1h'}"));
        }

        @Test
        void keeps_its_new_expiry() {
            assertErased(Expiries.of("'set':'1h'"));
            assertThat(redis.expiry("a:1")).isLessThan(UserStates.EXPIRES_AT);
        }
    }

    @Nested
    class A_copied_key {
        @Test
        void of_any_type_is_kept_in_both_places() {
            redis.call("RPUSH", "a:list", "planted");
            redis.call("RPUSH", "b:list", "planted-replaced");
            try (StepRun step = StepRun.on(redis, Transforms.moveUnchanged("'existing':'replace'"))) {
                step.apply();
                assertThat(step.erase("b:list")).isEqualTo(1);
                assertThat(redis.journalTexts()).noneMatch(text -> text.contains("planted-replaced"));
                assertThat(step.compensate().conflictSamples()).containsExactly(erased("b:list"));
                assertThat(redis.exists("a:list")).isTrue();
                assertThat(redis.exists("b:list")).isTrue();
            }
        }
    }

    @Nested
    class A_name_that_is_not_text {
        private static final byte[] BINARY = {'a', ':', 0, (byte) 0xff, '\\'};

        @ParameterizedTest
        @ValueSource(strings = {"a:\\x00\\xff\\x5c", "b:\\x00\\xFF\\x5c"})
        void is_written_with_the_escapes_of_reports(String unit) {
            redis.call(
                    "SET".getBytes(StandardCharsets.UTF_8),
                    BINARY,
                    "{\"p\":\"binary\"}".getBytes(StandardCharsets.UTF_8));
            try (StepRun step = StepRun.on(redis, Transforms.move("'source':'delete'"))) {
                step.apply();
                step.finish();
                assertThat(redis.journalTexts()).anyMatch(text -> text.contains("binary"));
                assertThat(step.erase(unit)).isEqualTo(2);
                assertNotInJournal("binary");
            }
        }

        @Test
        void is_the_text_itself_first() {
            redis.call("SET", "a:\\x41", "{\"n\":1}");
            redis.call("SET", "a:A", "{\"n\":1}");
            try (StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                step.apply();
                step.erase("a:\\x41");
                assertThat(step.compensate().conflictSamples()).containsExactly(erased("a:\\x41"));
            }
        }

        @Test
        void is_refused_if_it_is_shortened() {
            try (StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                step.apply();
                assertThat(step.runErasure("a:long \u2026 (1200 bytes)").toString())
                        .contains("unit-unreadable");
            }
        }
    }
}
