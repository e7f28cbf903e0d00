package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FieldOrderTest {
    @Nested
    class Restored {
        private final List<String> old = List.of("_id", "a", "b", "c", "d");

        @Test
        void is_the_old_order_when_only_the_step_changed_it() {
            assertThat(FieldOrder.restored(List.of("_id", "a", "c", "d", "new"), Set.of("b", "new"), old))
                    .isEqualTo(old);
            assertThat(FieldOrder.restored(List.of("_id", "d", "x"), Set.of("a", "b", "c", "x"), old))
                    .isEqualTo(old);
        }

        @Test
        void leaves_fields_of_the_application_where_it_put_them() {
            assertThat(FieldOrder.restored(List.of("_id", "d", "a", "c", "app"), Set.of("b"), old))
                    .containsExactly("_id", "d", "a", "b", "c", "app");
        }

        @Test
        void puts_a_field_behind_the_nearest_one_that_the_application_left() {
            assertThat(FieldOrder.restored(List.of("_id", "a", "d"), Set.of("c"), old))
                    .containsExactly("_id", "a", "c", "d");
            assertThat(FieldOrder.restored(List.of("x", "d"), Set.of("c"), List.of("c", "d")))
                    .containsExactly("c", "x", "d");
        }
    }

    @Nested
    class Patched {
        @Test
        void keeps_what_is_there_and_appends_what_is_new_by_name() {
            assertThat(FieldOrder.patched(List.of("_id", "b", "a"), Set.of("a", "z", "y"), Set.of("a", "z", "y")))
                    .containsExactly("_id", "b", "a", "y", "z");
        }

        @Test
        void drops_what_is_taken_away() {
            assertThat(FieldOrder.patched(List.of("_id", "b", "a"), Set.of("b"), Set.of()))
                    .containsExactly("_id", "a");
        }
    }
}
