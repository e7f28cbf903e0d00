package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CatalogVerdictTest {
    private static final CatalogImage BEFORE_UP =
            image(Map.of("table t", "table", "column t.a", "integer", "column order of t", "a", "index i", "on t (a)"));
    private static final CatalogImage AFTER_UP = image(
            Map.of("table t", "table", "column t.a", "bigint", "column t.b", "text", "column order of t", "a, b"));
    private static final List<CatalogChange> STEP = BEFORE_UP.changesTo(AFTER_UP);

    private static CatalogImage image(Map<String, String> definitions) {
        return new CatalogImage(new TreeMap<>(definitions));
    }

    private static CatalogImage with(CatalogImage image, String object, String definition) {
        TreeMap<String, String> definitions = new TreeMap<>(image.definitions());
        definitions.put(object, definition);
        return new CatalogImage(definitions);
    }

    private static CatalogVerdict on(CatalogImage beforeDown, CatalogImage afterDown) {
        return CatalogVerdict.on(STEP, beforeDown, afterDown);
    }

    @Nested
    class Undoing {
        @Test
        void that_puts_all_back_passes() {
            CatalogVerdict verdict = on(AFTER_UP, BEFORE_UP);
            assertThat(verdict.failure(Effect.NONE)).isEmpty();
            assertThat(verdict.statements()).isEmpty();
        }

        @Test
        void that_leaves_something_fails_and_says_what() {
            CatalogImage left = with(BEFORE_UP, "column t.b", "text");
            assertThat(on(AFTER_UP, left).failure(Effect.NONE))
                    .contains(StepFailure.Permanent.withoutEffect(
                            "catalog-differs",
                            "after down the catalog is not as before up: column t.b was absent and is «text»"));
        }

        @Test
        void that_puts_something_back_otherwise_fails_and_says_how() {
            CatalogImage otherwise = with(BEFORE_UP, "index i", "on t (a DESC)");
            assertThat(on(AFTER_UP, otherwise).differences())
                    .containsExactly(new CatalogChange("index i", "on t (a)", "on t (a DESC)"));
        }

        @Test
        void that_only_changes_the_order_of_columns_passes_and_states_it() {
            CatalogImage reordered = with(BEFORE_UP, "column order of t", "c, a");
            CatalogVerdict verdict = on(AFTER_UP, reordered);
            assertThat(verdict.failure(Effect.NONE)).isEmpty();
            assertThat(verdict.statements()).containsExactly("column order of t was «a» and is «c, a»");
        }

        @Test
        void is_not_blamed_for_what_a_neighbour_did_in_between() {
            CatalogImage met = with(AFTER_UP, "table neighbour", "table");
            assertThat(on(met, with(BEFORE_UP, "table neighbour", "table")).differences())
                    .isEmpty();
        }

        @Test
        void is_blamed_for_changing_what_the_step_never_touched() {
            CatalogImage met = with(AFTER_UP, "table neighbour", "table");
            assertThat(on(met, BEFORE_UP).differences())
                    .containsExactly(new CatalogChange("table neighbour", "table", null));
        }

        @Test
        void names_twenty_differences_and_counts_the_rest() {
            TreeMap<String, String> many = new TreeMap<>(BEFORE_UP.definitions());
            for (int i = 100; i < 125; i++) {
                many.put("table t" + i, "table");
            }
            assertThat(on(AFTER_UP, new CatalogImage(many)).failure(Effect.PARTIAL))
                    .hasValueSatisfying(failure -> assertThat(failure.message())
                            .contains("table t119 was absent")
                            .doesNotContain("table t120")
                            .endsWith("; and 5 more"));
        }
    }
}
