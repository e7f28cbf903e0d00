package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.endpoint.Endpoints;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plans as large as a request may be, made to use as much memory or time as possible. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargePlansTest {
    private static final int MANY = 480_000;
    private final PlanIntake intake =
            PlanIntake.withTargets(List::of, Endpoints.read(List.of()), Duration.ofSeconds(15));

    private PlanValidation validate(String text, PlanFormat format) {
        return intake.validate(text.getBytes(StandardCharsets.UTF_8), format);
    }

    private static String zeros(int count) {
        return "[" + "0,".repeat(count - 1) + "0]";
    }

    @Nested
    class A_plan {
        @ParameterizedTest
        @EnumSource(PlanFormat.class)
        void with_a_long_key_above_many_values_is_refused(PlanFormat format) {
            String text = "{\"%s\": %s}".formatted("a".repeat(1000), zeros(MANY));
            assertThat(validate(text, format))
                    .isInstanceOfSatisfying(PlanValidation.Unreadable.class, unreadable -> assertThat(
                                    unreadable.error().message())
                            .contains("paths of all values"));
        }

        @Test
        void with_a_very_long_key_above_many_values_is_refused() {
            String text = "{\"%s\": %s}".formatted("a".repeat(40_000), zeros(MANY));
            assertThat(validate(text, PlanFormat.JSON)).isInstanceOf(PlanValidation.Unreadable.class);
        }

        @ParameterizedTest
        @EnumSource(PlanFormat.class)
        void with_too_many_values_is_refused(PlanFormat format) {
            assertThat(validate(zeros(MANY), format))
                    .isInstanceOfSatisfying(PlanValidation.Unreadable.class, unreadable -> assertThat(
                                    unreadable.error().message())
                            .contains("200000 values"));
        }

        @Test
        void with_many_empty_steps_gets_a_limited_list_of_errors() {
            String text = "{\"spec\": {\"steps\": [%s{}]}}".formatted("{},".repeat(150_000));
            assertThat(validate(text, PlanFormat.JSON))
                    .isInstanceOfSatisfying(PlanValidation.Invalid.class, invalid -> {
                        assertThat(invalid.errors()).hasSize(PlanIntake.MAX_ERRORS);
                        assertThat(invalid.total()).isGreaterThan(150_000);
                    });
        }

        @Test
        void with_many_unknown_dependencies_is_refused() {
            String text =
                    """
                    {"apiVersion": "lockstep.dev/v1", "kind": "MigrationPlan", "metadata": {"name": "a"}, "spec": {"steps": [
                      {"id": "a", "target": "main-postgres", "dependsOn": [%s"b"],
                       "operation": {"type": "postgres.sql", "version": "1", "up": "SELECT 1", "down": "SELECT 1"}}]}}
                    """
                            .formatted("\"b\",".repeat(150_000));
            assertThat(validate(text, PlanFormat.JSON))
                    .isInstanceOfSatisfying(PlanValidation.Invalid.class, invalid -> {
                        assertThat(invalid.errors()).hasSize(PlanIntake.MAX_ERRORS);
                        // The dependencies, and the unknown target.
                        assertThat(invalid.total()).isEqualTo(150_001 + 1);
                    });
        }
    }
}
