package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
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
    class A_text {
        @Test
        void is_never_cut_inside_a_surrogate_pair() {
            String pairs = "😀".repeat(1_000);
            String odd = "x" + pairs;
            assertThat(Truncation.ofValue(pairs)).endsWith("😀 …");
            assertThat(Truncation.ofValue(odd)).endsWith("😀 …");
        }
    }
}
