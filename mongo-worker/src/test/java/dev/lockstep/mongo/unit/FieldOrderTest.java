package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FieldOrderTest {
    @Nested
    class The_restored_order {
        private final List<String> old = List.of("_id", "a", "b", "c", "d");

        @Test
        void is_the_old_order_if_only_the_step_changed_it() {
            assertThat(FieldOrder.restored(List.of("_id", "a", "c", "d", "new"), Set.of("b", "new"), old))
                    .isEqualTo(old);
            assertThat(FieldOrder.restored(List.of("_id", "d", "x"), Set.of("a", "b", "c", "x"), old))
                    .isEqualTo(old);
        }

        @Test
        void keeps_fields_where_the_application_moved_them() {
            assertThat(FieldOrder.restored(List.of("_id", "d", "a", "c", "app"), Set.of("b"), old))
                    .containsExactly("_id", "d", "a", "b", "c", "app");
        }

        @Test
        void puts_a_field_behind_its_nearest_remaining_predecessor() {
            assertThat(FieldOrder.restored(List.of("_id", "a", "d"), Set.of("c"), old))
                    .containsExactly("_id", "a", "c", "d");
            assertThat(FieldOrder.restored(List.of("x", "d"), Set.of("c"), List.of("c", "d")))
                    .containsExactly("c", "x", "d");
        }
    }

    @Nested
    class The_patched_order {
        @Test
        void keeps_existing_fields_and_appends_new_ones_by_name() {
            assertThat(FieldOrder.patched(List.of("_id", "b", "a"), Set.of("a", "z", "y"), Set.of("a", "z", "y")))
                    .containsExactly("_id", "b", "a", "y", "z");
        }

        @Test
        void leaves_out_removed_fields() {
            assertThat(FieldOrder.patched(List.of("_id", "b", "a"), Set.of("b"), Set.of()))
                    .containsExactly("_id", "a");
        }
    }
}
