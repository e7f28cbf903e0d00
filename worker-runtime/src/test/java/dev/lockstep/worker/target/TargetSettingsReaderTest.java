package dev.lockstep.worker.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.TargetSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TargetSettingsReaderTest {
    private static TargetSettings settings(String name, String url, Map<String, String> options) {
        return new TargetSettings(new TargetName(name), url, null, null, options);
    }

    private static List<TargetSettings> read(Map<String, String> first, Map<String, String> second) {
        return TargetSettingsReader.read(List.of(first, second));
    }

    private static List<TargetSettings> read(Map<String, String> only) {
        return read(only, Map.of());
    }

    @Nested
    class Properties {
        @Test
        void contain_the_settings_of_a_target() {
            assertThat(read(Map.of(
                            "lockstep.targets.main-mongo.url", "mongodb://m",
                            "lockstep.targets.main-mongo.username", "u",
                            "lockstep.targets.main-mongo.password", "p",
                            "lockstep.targets.main-mongo.batch-size", "100",
                            "lockstep.other", "x")))
                    .containsExactly(new TargetSettings(
                            new TargetName("main-mongo"), "mongodb://m", "u", "p", Map.of("batch-size", "100")));
        }
    }

    @Nested
    class Variables {
        @Test
        void have_underscores_in_place_of_hyphens() {
            assertThat(read(Map.of(
                            "LOCKSTEP_TARGETS_MAIN_POSTGRES_URL", "jdbc:postgresql://p",
                            "LOCKSTEP_TARGETS_MAIN_POSTGRES_USERNAME", "app",
                            "LOCKSTEP_TARGETS_MAIN_POSTGRES_HISTORY_TABLE", "h",
                            "LOCKSTEP_FAILPOINTS", "")))
                    .containsExactly(new TargetSettings(
                            new TargetName("main-postgres"),
                            "jdbc:postgresql://p",
                            "app",
                            null,
                            Map.of("history-table", "h")));
        }

        @Test
        void match_the_longest_target_name() {
            assertThat(read(Map.of(
                            "LOCKSTEP_TARGETS_MAIN_URL", "a",
                            "LOCKSTEP_TARGETS_MAIN_BATCH_SIZE", "1",
                            "LOCKSTEP_TARGETS_MAIN_BATCH_URL", "b",
                            "LOCKSTEP_TARGETS_MAIN_BATCH_HISTORY_TABLE", "2")))
                    .containsExactly(
                            settings("main", "a", Map.of()),
                            settings("main-batch", "b", Map.of("size", "1", "history-table", "2")));
        }

        @Test
        void add_settings_and_override_later_sources() {
            assertThat(read(
                            Map.of(
                                    "LOCKSTEP_TARGETS_MAIN_REDIS_PASSWORD", "secret",
                                    "LOCKSTEP_TARGETS_MAIN_REDIS_BATCH_SIZE", "7"),
                            Map.of(
                                    "lockstep.targets.main-redis.url", "redis://r",
                                    "lockstep.targets.main-redis.batch-size", "500")))
                    .containsExactly(new TargetSettings(
                            new TargetName("main-redis"), "redis://r", null, "secret", Map.of("batch-size", "7")));
        }
    }

    @Nested
    class A_target {
        @Test
        void without_a_url_is_ignored() {
            assertThat(read(Map.of("lockstep.targets.main-redis.password", "secret")))
                    .isEmpty();
        }

        @Test
        void with_an_empty_url_is_refused() {
            assertThatThrownBy(() -> read(Map.of("lockstep.targets.main-redis.url", "")))
                    .hasMessageContaining("main-redis has no url");
        }

        @Test
        void with_an_invalid_name_is_refused() {
            assertThatThrownBy(() -> read(Map.of("lockstep.targets.Main.url", "x")))
                    .hasMessageContaining("the target name \"Main\" contains \"M\"");
        }

        @Test
        void does_not_print_its_password() {
            assertThat(read(Map.of(
                            "lockstep.targets.a.url", "redis://:hidden@r", "lockstep.targets.a.password", "secret")))
                    .singleElement()
                    .asString()
                    .doesNotContain("secret", "hidden");
        }
    }
}
