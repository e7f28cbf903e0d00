package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetOptionsTest {
    private static TargetOptions options(String option, String value) {
        return TargetOptions.of(new TargetSettings(
                new TargetName("main-redis"), "redis://localhost", null, null, Map.of(option, value)));
    }

    @Nested
    class A_duration {
        @ParameterizedTest
        @CsvSource({"500ms,500", "30s,30000", "5m,300000", "PT30S,30000", "' 2s ',2000"})
        void is_read_in_short_and_iso_form(String text, long millis) {
            assertThat(options("lease", text).duration("lease", Duration.ZERO, Duration.ofMillis(1)))
                    .isEqualTo(Duration.ofMillis(millis));
        }

        @ParameterizedTest
        @ValueSource(strings = {"soon", "", "0s", "-1s"})
        void that_is_invalid_or_too_short_is_refused(String text) {
            assertThatThrownBy(() -> options("lease", text).duration("lease", Duration.ZERO, Duration.ofMillis(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "option lease of target main-redis is \"%s\"; expected a duration of at least 1ms", text);
        }

        @Test
        void that_is_too_long_is_refused() {
            assertThatThrownBy(() -> options("lease", "31s")
                            .duration("lease", Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(30)))
                    .hasMessage("option lease of target main-redis is \"31s\"; expected a duration from 1ms to 30s");
        }

        @Test
        void that_is_not_set_has_its_default_value() {
            assertThat(options("other", "1").duration("lease", Duration.ofSeconds(7), Duration.ZERO))
                    .isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Nested
    class A_number {
        @ParameterizedTest
        @ValueSource(strings = {"1", "500", "1000"})
        void within_its_bounds_is_accepted(String text) {
            assertThat(options("batch-size", text).number("batch-size", 5, 1, 1000))
                    .isEqualTo(Integer.parseInt(text));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "1001", "many", "1.5"})
        void outside_its_bounds_is_refused(String text) {
            assertThatThrownBy(() -> options("batch-size", text).number("batch-size", 5, 1, 1000))
                    .hasMessage(
                            "option batch-size of target main-redis is \"%s\"; expected a whole number from 1 to 1000",
                            text);
        }
    }

    @Nested
    class A_string {
        @Test
        void that_is_too_long_is_refused() {
            assertThatThrownBy(() -> options("history-table", "abcd").text("history-table", "h", 3))
                    .hasMessage("option history-table of target main-redis is \"abcd\"; expected 1 to 3 characters");
        }
    }

    @Nested
    class An_unknown_option {
        @Test
        void is_refused_with_the_known_options() {
            TargetOptions options = options("batchsize", "5");
            options.number("batch-size", 5, 1, 10);
            options.duration("lease", Duration.ZERO, Duration.ZERO);
            assertThatThrownBy(options::refuseUnknown)
                    .hasMessage(
                            "target main-redis has the unknown option batchsize; expected one of [batch-size, lease]");
        }
    }
}
