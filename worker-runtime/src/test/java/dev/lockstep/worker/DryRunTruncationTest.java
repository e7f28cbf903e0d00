package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.Topics;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DryRunTruncationTest {
    private static final int MAX_STEPS = 200;

    private static DryRunResult result(String text, int lines) {
        List<String> texts = Collections.nCopies(lines, text);
        Map<String, Object> statement = Map.of("text", text, "rows", 1, "milliseconds", 1);
        Map<String, Object> sample = Map.of("unit", text, "before", text, "after", text);
        Map<String, Object> fields = Map.of(
                "units",
                1,
                "journalBytes",
                1,
                "milliseconds",
                1,
                "samples",
                Collections.nCopies(DryRunResult.SAMPLE_SIZE, sample),
                "undo",
                Map.of("exactness", "differs", "differences", texts),
                "notes",
                texts,
                "findings",
                Map.of(
                        "type",
                        "postgres",
                        "statements",
                        Collections.nCopies(lines, statement),
                        "objects",
                        texts,
                        "notTried",
                        texts,
                        "locksHeldMilliseconds",
                        1));
        return LockstepJson.messages()
                .readValue(LockstepJson.messages().writeValueAsString(fields), DryRunResult.class);
    }

    private static List<DryRunOutcome> outcomes(int steps, DryRunResult result) {
        return IntStream.range(0, steps)
                .<DryRunOutcome>mapToObj(step -> new DryRunOutcome.Passed(new StepId("step-" + step), result))
                .toList();
    }

    private static int sizeOf(List<DryRunOutcome> outcomes) {
        return LockstepJson.messages().writeValueAsBytes(DryRunTruncation.of(outcomes, Masking.NONE)).length;
    }

    @Nested
    class The_outcomes_of_a_dry_run {
        @ParameterizedTest
        @CsvSource({"1, x", "1, \u0001", "1, 语", "20, \u0001", "200, x", "200, \u0001", "200, 语"})
        void have_at_most_half_the_size_of_a_message(int steps, String character) {
            List<DryRunOutcome> outcomes = outcomes(steps, result(character.repeat(500), 300));
            assertThat(sizeOf(outcomes)).isLessThanOrEqualTo(Topics.MAX_MESSAGE_BYTES / 2);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "\u0001"})
        void fit_into_a_message_if_every_step_fails(String character) {
            StepFailure failure = StepFailure.Permanent.withoutEffect("23505", character.repeat(400));
            List<DryRunOutcome> outcomes = IntStream.range(0, MAX_STEPS)
                    .<DryRunOutcome>mapToObj(step -> new DryRunOutcome.Failed(new StepId("step-" + step), failure))
                    .toList();
            assertThat(sizeOf(outcomes)).isLessThan(Topics.MAX_MESSAGE_BYTES / 2);
        }

        @Test
        void of_few_steps_keep_all_samples_and_lines() {
            List<DryRunOutcome> outcomes = outcomes(4, result("short", 200));
            assertThat(DryRunTruncation.of(outcomes, Masking.NONE)).isEqualTo(outcomes);
        }
    }
}
