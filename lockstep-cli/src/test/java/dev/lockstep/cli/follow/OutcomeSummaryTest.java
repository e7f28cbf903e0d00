package dev.lockstep.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.MigrationView.Cause;
import dev.lockstep.cli.api.StepView;
import dev.lockstep.cli.api.TimeLimit;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OutcomeSummaryTest {

    private static StepView step(String id, String message) {
        StepFailure failure = StepFailure.Permanent.withoutEffect("x-1", message);
        return new StepView(
                id, "t", "o", "COMPENSATED", 1, null, null, null, null, null, null, null, null, null, failure, null);
    }

    private static List<String> lines(String reason, StepView... steps) {
        return OutcomeSummary.lines(new MigrationView(
                "m-1",
                "p",
                "ROLLED_BACK",
                false,
                false,
                7,
                1,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new Cause("a", reason),
                List.of(steps),
                null,
                null,
                null,
                null,
                null,
                null,
                null));
    }

    @Nested
    class A_failure {

        @Test
        void in_the_headline_is_not_repeated_below_its_step() {
            assertThat(lines("step \"a\" failed with x-1: m", step("a", "m")))
                    .containsExactly(
                            "Migration p is ROLLED_BACK: step \"a\" failed with x-1: m",
                            "  id m-1, round 1",
                            "  a (o on t): COMPENSATED");
        }

        @Test
        void of_another_step_is_printed_even_if_its_text_is_the_same() {
            assertThat(lines("step \"a\" failed with x-1: m", step("a", "m"), step("b", "m")))
                    .endsWith("  a (o on t): COMPENSATED", "  b (o on t): COMPENSATED", "      x-1: m");
        }

        @Test
        void that_followed_the_one_in_the_headline_is_printed() {
            assertThat(lines("step \"a\" failed with x-1: m", step("a", "the undo failed")))
                    .endsWith("  a (o on t): COMPENSATED", "      x-1: the undo failed");
        }

        @Test
        void that_is_too_long_or_has_too_many_lines_for_the_headline_is_printed_below_its_step() {
            String text = "y".repeat(390);

            assertThat(lines("step \"a\" failed with x-1: " + text, step("a", text)))
                    .endsWith("  a (o on t): COMPENSATED", "      x-1: " + text);
            assertThat(lines("step \"a\" failed with x-1: m\nn", step("a", "m\nn")))
                    .contains("Migration p is ROLLED_BACK: step \"a\" failed with x-1: m ...")
                    .endsWith("      x-1: m", "      n");
        }
    }

    @Nested
    class A_deadline {
        private static List<String> lines(TimeLimit deadline) {
            StepView step = new StepView(
                    "a", "t", "o", "APPLYING", 2, 5, deadline, null, null, null, null, null, null, null, null, null);
            return OutcomeSummary.lines(new MigrationView(
                    "m-1",
                    "p",
                    "APPLYING",
                    false,
                    false,
                    7,
                    1,
                    null,
                    null,
                    null,
                    deadline,
                    null,
                    null,
                    null,
                    null,
                    List.of(step),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
        }

        @Test
        void is_printed_with_its_time_and_the_number_of_attempts() {
            assertThat(lines(new TimeLimit(Instant.parse("2026-12-01T22:00:00Z"), null)))
                    .containsExactly(
                            "Migration p is APPLYING",
                            "  id m-1, round 1",
                            "  must be completed by 2026-12-01T22:00:00Z",
                            "  a (o on t): APPLYING",
                            "      attempt 2 of 5",
                            "      must be applied by 2026-12-01T22:00:00Z");
        }

        @Test
        void is_printed_with_what_is_left_of_it_during_a_pause() {
            assertThat(lines(new TimeLimit(null, 90L))).contains("  must be completed within 90 s after the pause");
        }
    }
}
