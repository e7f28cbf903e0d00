package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredFailpointsTest {
    private static void assertCrashes(Consumer<String> failpoints, String name) {
        assertThatThrownBy(() -> failpoints.accept(name))
                .isInstanceOf(FailpointCrash.class)
                .hasMessageContaining(name);
    }

    @Nested
    class Without_configuration {
        @Test
        void nothing_happens_at_any_point() {
            Consumer<String> failpoints = ConfiguredFailpoints.of(new Properties(), Map.of());
            assertThatCode(() -> failpoints.accept("any.point")).doesNotThrowAnyException();
        }
    }

    @Nested
    class A_throw {
        @Test
        void occurs_only_at_its_point() {
            Consumer<String> failpoints = ConfiguredFailpoints.parse("a.point=throw");
            assertThatCode(() -> failpoints.accept("another.point")).doesNotThrowAnyException();
            assertCrashes(failpoints, "a.point");
        }

        @Test
        void occurs_once_at_the_configured_hit() {
            Consumer<String> failpoints = ConfiguredFailpoints.parse("other=throw@9, a.point=throw@2");
            failpoints.accept("a.point");
            assertCrashes(failpoints, "a.point");
            assertThatCode(() -> failpoints.accept("a.point")).doesNotThrowAnyException();
        }

        @Test
        void is_configured_by_the_system_property_in_preference_to_the_environment() {
            Properties properties = new Properties();
            Map<String, String> environment = Map.of(Failpoints.VARIABLE, "from.environment=throw");
            assertCrashes(ConfiguredFailpoints.of(properties, environment), "from.environment");
            properties.setProperty(Failpoints.PROPERTY, "from.property=throw");
            assertCrashes(ConfiguredFailpoints.of(properties, environment), "from.property");
        }
    }

    @Nested
    class A_pause {
        @Test
        void blocks_for_its_duration() {
            long start = System.nanoTime();
            ConfiguredFailpoints.parse("a.point=pause:1s").accept("a.point");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Nested
    class An_invalid_configuration {
        @ParameterizedTest
        @ValueSource(strings = {"a.point", "a.point=unknown", "a.point=pause", "a.point=throw@", "=halt"})
        void is_refused(String text) {
            assertThatThrownBy(() -> ConfiguredFailpoints.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(text);
        }
    }
}
