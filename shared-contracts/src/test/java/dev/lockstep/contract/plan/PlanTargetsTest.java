package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class PlanTargetsTest {
    private static PlanTargets waves(Object... waves) {
        List<JsonNode> nodes = Stream.of(waves)
                .<JsonNode>map(wave -> wave instanceof Integer number
                        ? JsonNodeFactory.instance.numberNode(number)
                        : JsonNodeFactory.instance.stringNode(String.valueOf(wave)))
                .toList();
        return new PlanTargets(new TargetName("tenants"), nodes, false, null);
    }

    /** How many members each wave has. */
    private static List<Integer> sizes(List<Integer> ends) {
        return Stream.iterate(0, index -> index < ends.size(), index -> index + 1)
                .map(index -> ends.get(index) - (index == 0 ? 0 : ends.get(index - 1)))
                .toList();
    }

    @Nested
    class The_waves_by_default {
        private final PlanTargets targets = new PlanTargets(new TargetName("tenants"), null, false, null);

        @Test
        void are_one_member_then_a_tenth_then_the_rest() {
            assertThat(targets.ends(200)).containsExactly(1, 20, 200);
            assertThat(sizes(targets.ends(200))).containsExactly(1, 19, 180);
            assertThat(targets.ends(1_000)).containsExactly(1, 100, 1_000);
        }

        @Test
        void are_rounded_up() {
            assertThat(targets.ends(12)).containsExactly(1, 2, 12);
            assertThat(targets.ends(191)).containsExactly(1, 20, 191);
        }

        @Test
        void that_would_have_no_member_are_left_out() {
            assertThat(targets.ends(1)).containsExactly(1);
            assertThat(targets.ends(2)).containsExactly(1, 2);
            assertThat(targets.ends(10)).containsExactly(1, 10);
            assertThat(targets.ends(0)).isEmpty();
        }
    }

    @Nested
    class Waves_with_a_number_and_percentages {
        private final PlanTargets targets = waves(50, "10%", "100%");

        @Test
        void end_where_the_higher_of_the_elements_so_far_says() {
            assertThat(targets.ends(1)).containsExactly(1);
            assertThat(targets.ends(12)).containsExactly(12);
            assertThat(targets.ends(200)).containsExactly(50, 200);
            assertThat(targets.ends(1_000)).containsExactly(50, 100, 1_000);
        }
    }

    @Nested
    class A_number {
        private void refused(Object[] waves, String message) {
            assertThatExceptionOfType(InvalidValue.class)
                    .isThrownBy(() -> waves(waves))
                    .withMessage(message)
                    .satisfies(e -> assertThat(e.field()).isEqualTo("waves"));
        }

        @Test
        void above_the_size_of_the_group_is_the_whole_group() {
            assertThat(waves(Integer.MAX_VALUE, "100%").ends(1_000)).containsExactly(1_000);
        }

        @Test
        void that_no_group_can_have_is_refused() {
            JsonNode huge = JsonNodeFactory.instance.numberNode(1L + Integer.MAX_VALUE);
            assertThatExceptionOfType(InvalidValue.class)
                    .isThrownBy(() -> new PlanTargets(
                            new TargetName("tenants"),
                            List.of(huge, JsonNodeFactory.instance.stringNode("100%")),
                            false,
                            null))
                    .withMessage("waves[0] is 2147483648; a number from 1 to 2147483647 is expected");
        }

        @Test
        void that_is_not_higher_than_the_number_before_is_refused() {
            refused(
                    new Object[] {3, 3, "100%"},
                    "waves[1] is 3, which is not more than before; each wave says how many members are done after it");
            refused(
                    new Object[] {0, "100%"},
                    "waves[0] is 0, which is not more than before; each wave says how many members are done after it");
        }
    }
}
