package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FieldOrderTest {
    @Nested
    class The_order_after_a_restore {
        private final List<String> orderBeforeStep = List.of("_id", "a", "b", "c", "d");

        @Test
        void is_the_order_before_the_step_if_no_application_changed_the_order() {
            assertThat(FieldOrder.afterRestore(
                            List.of("_id", "a", "c", "d", "new"), Set.of("b", "new"), orderBeforeStep))
                    .isEqualTo(orderBeforeStep);
            assertThat(FieldOrder.afterRestore(List.of("_id", "d", "x"), Set.of("a", "b", "c", "x"), orderBeforeStep))
                    .isEqualTo(orderBeforeStep);
        }

        @Test
        void keeps_fields_where_the_application_moved_them() {
            assertThat(FieldOrder.afterRestore(List.of("_id", "d", "a", "c", "app"), Set.of("b"), orderBeforeStep))
                    .containsExactly("_id", "d", "a", "b", "c", "app");
        }

        @Test
        void puts_a_field_after_its_nearest_remaining_predecessor() {
            assertThat(FieldOrder.afterRestore(List.of("_id", "a", "d"), Set.of("c"), orderBeforeStep))
                    .containsExactly("_id", "a", "c", "d");
            assertThat(FieldOrder.afterRestore(List.of("x", "d"), Set.of("c"), List.of("c", "d")))
                    .containsExactly("c", "x", "d");
        }
    }

    @Nested
    class The_order_after_a_patch {
        @Test
        void keeps_existing_fields_and_appends_new_ones_by_name() {
            assertThat(FieldOrder.afterPatch(List.of("_id", "b", "a"), Set.of("a", "z", "y"), Set.of("a", "z", "y")))
                    .containsExactly("_id", "b", "a", "y", "z");
        }

        @Test
        void leaves_out_removed_fields() {
            assertThat(FieldOrder.afterPatch(List.of("_id", "b", "a"), Set.of("b"), Set.of()))
                    .containsExactly("_id", "a");
        }
    }
}
