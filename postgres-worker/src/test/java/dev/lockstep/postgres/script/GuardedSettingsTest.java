package dev.lockstep.postgres.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedSettingsTest {
    private static GuardedSettings timeout(String value) {
        return new GuardedSettings(Map.of("lock_timeout", value));
    }

    @Nested
    class A_timeout {
        @ParameterizedTest
        @CsvSource({
            "500ms, 0",
            "500ms, 1s",
            "500ms, 501ms",
            "1h, 61min",
            "1min, 1d",
            "2s, 2001ms",
            "1ms, 2h",
            "1d, 25h",
            "100us, 1ms"
        })
        void that_is_raised_or_turned_off_is_set_back(String limit, String value) {
            assertThat(timeout(limit).corrections(timeout(value))).isEqualTo(Map.of("lock_timeout", limit));
        }

        @ParameterizedTest
        @CsvSource({"500ms, 499ms", "500ms, 500ms", "1h, 60min", "1min, 1s", "0, 1h", "0, 0", "5s, 1us"})
        void that_is_lowered_is_kept(String limit, String value) {
            assertThat(timeout(limit).corrections(timeout(value))).isEmpty();
        }

        @Test
        void that_the_server_does_not_know_is_kept() {
            assertThat(new GuardedSettings(Map.of()).corrections(new GuardedSettings(Map.of())))
                    .isEmpty();
        }
    }

    @Nested
    class A_setting_that_the_journal_depends_on {
        @ParameterizedTest
        @CsvSource({
            "track_counts, on, off",
            "session_replication_role, origin, replica",
            "transaction_read_only, off, on"
        })
        void may_not_be_changed(String name, String before, String after) {
            GuardedSettings start = new GuardedSettings(Map.of(name, before));
            assertThat(start.findForbiddenChange(new GuardedSettings(Map.of(name, after))))
                    .contains("%s from %s to %s".formatted(name, before, after));
            assertThat(start.findForbiddenChange(start)).isEmpty();
        }
    }

    @Nested
    class Standard_conforming_strings {
        @Test
        void are_turned_on_again() {
            assertThat(new GuardedSettings(Map.of("standard_conforming_strings", "on"))
                            .corrections(new GuardedSettings(Map.of("standard_conforming_strings", "off"))))
                    .isEqualTo(Map.of("standard_conforming_strings", "on"));
        }
    }
}
