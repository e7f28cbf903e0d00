package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TruncationTest {
    private static final String LONG = "x".repeat(5_000_000);

    static Stream<StepFailure> failures() {
        return Stream.of(
                new StepFailure.Transient("code", LONG),
                new StepFailure.Unreachable("code", LONG),
                new StepFailure.Permanent("code", LONG, Effect.PARTIAL));
    }

    @Nested
    class A_failure {
        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.TruncationTest#failures")
        void that_is_too_long_keeps_its_type_and_the_start_of_its_message(StepFailure failure) {
            StepFailure shortened = Truncation.ofFailure(failure);
            assertThat(shortened).hasSameClassAs(failure);
            assertThat(shortened.code()).isEqualTo("code");
            assertThat(shortened.message()).startsWith("xxx").hasSizeLessThan(5_000);
        }

        @Test
        void that_is_short_enough_is_unchanged() {
            StepFailure failure = new StepFailure.Permanent("23505", "duplicate key", Effect.NONE);
            assertThat(Truncation.ofFailure(failure)).isEqualTo(failure);
        }
    }

    @Nested
    class A_result {
        private static final int MESSAGE_LIMIT = 4 * 1024 * 1024;
        private static final int MANY = 50_000;

        @Test
        void of_an_apply_fits_into_a_message_and_keeps_its_number_of_units() {
            Map<String, Long> counts = new HashMap<>();
            IntStream.range(0, MANY).forEach(count -> counts.put(LONG.substring(0, 500) + count, 1L));
            StepResult shortened = Truncation.ofResult(
                    new StepResult(
                            MANY,
                            counts,
                            Collections.nCopies(MANY, new UnitNote(LONG, LONG)),
                            Collections.nCopies(MANY, new CheckResult(LONG, LONG, LONG))),
                    Masking.NONE);
            assertThat(shortened.changed()).isEqualTo(MANY);
            assertThat(LockstepJson.messages().writeValueAsBytes(shortened)).hasSizeLessThan(MESSAGE_LIMIT / 2);
        }

        @Test
        void of_a_compensation_fits_into_a_message_and_keeps_its_number_of_conflicts() {
            CompensationResult shortened = Truncation.ofResult(
                    new CompensationResult(
                            1,
                            MANY,
                            Collections.nCopies(MANY, new Conflict(LONG, LONG, LONG)),
                            Map.of("expired", 2L),
                            Collections.nCopies(MANY, LONG)),
                    Masking.NONE);
            assertThat(shortened.conflicts()).isEqualTo(MANY);
            assertThat(shortened.counts()).containsEntry("expired", 2L);
            assertThat(LockstepJson.messages().writeValueAsBytes(shortened)).hasSizeLessThan(MESSAGE_LIMIT / 2);
        }

        @Test
        void that_is_short_enough_is_unchanged() {
            StepResult result = new StepResult(
                    3, Map.of("skipped", 1L), List.of(new UnitNote("a", "b")), List.of(new CheckResult("c", "d", "e")));
            assertThat(Truncation.ofResult(result, Masking.NONE)).isEqualTo(result);
        }
    }

    @Nested
    class A_masked_key {
        private final Masking masking = Masking.of(List.of(), List.of("user:*"));

        @Test
        void is_shortened_in_samples_and_conflicts_and_its_values_are_not_shown() {
            StepResult applied = new StepResult(1, Map.of(), List.of(new UnitNote("user:7", "skipped")), List.of());
            assertThat(Truncation.ofResult(applied, masking).samples())
                    .containsExactly(new UnitNote("user:***", "skipped"));
            CompensationResult compensated =
                    new CompensationResult(0, 1, List.of(new Conflict("user:7", "a", "b")), Map.of(), List.of());
            assertThat(Truncation.ofResult(compensated, masking).conflictSamples())
                    .containsExactly(new Conflict("user:***", "***", "***"));
        }
    }

    @Nested
    class A_text {
        @Test
        void is_never_cut_inside_a_surrogate_pair() {
            String pairs = "😀".repeat(1_000);
            String odd = "x" + pairs;
            assertThat(Truncation.ofValue(pairs)).endsWith("😀 …");
            assertThat(Truncation.ofValue(odd)).endsWith("😀 …");
        }

        @Test
        void with_an_unpaired_surrogate_can_be_written_as_json() {
            String text = Truncation.ofReason("a\uD83Db");
            assertThat(LockstepJson.messages().writeValueAsString(text)).isEqualTo("\"a?b\"");
        }
    }
}
