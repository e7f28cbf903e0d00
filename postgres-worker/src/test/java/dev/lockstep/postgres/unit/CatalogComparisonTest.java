package dev.lockstep.postgres.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CatalogComparisonTest {
    private static final CatalogSnapshot BEFORE_UP = snapshot(
            Map.of("table t", "table", "column t.a", "integer", "column order of t", "a", "index i", "on t (a)"));
    private static final CatalogSnapshot AFTER_UP = snapshot(
            Map.of("table t", "table", "column t.a", "bigint", "column t.b", "text", "column order of t", "a, b"));
    private static final List<CatalogChange> CHANGES_OF_UP = BEFORE_UP.changesTo(AFTER_UP);

    private static CatalogSnapshot snapshot(Map<String, String> definitions) {
        return new CatalogSnapshot(new TreeMap<>(definitions));
    }

    private static CatalogSnapshot with(CatalogSnapshot snapshot, String object, String definition) {
        TreeMap<String, String> definitions = new TreeMap<>(snapshot.definitions());
        definitions.put(object, definition);
        return new CatalogSnapshot(definitions);
    }

    private static CatalogComparison compare(CatalogSnapshot beforeDown, CatalogSnapshot afterDown) {
        return CatalogComparison.of(
                CHANGES_OF_UP,
                new CatalogDelta(beforeDown.changesTo(afterDown), afterDown, true),
                DefinitionEquivalence.TEXT);
    }

    @Nested
    class A_down_script {
        @Test
        void that_restores_every_definition_passes() {
            CatalogComparison comparison = compare(AFTER_UP, BEFORE_UP);
            assertThat(comparison.failure(Effect.NONE)).isEmpty();
            assertThat(comparison.columnOrderDifferences()).isEmpty();
        }

        @Test
        void that_does_not_remove_an_object_fails_and_names_the_object() {
            CatalogSnapshot incomplete = with(BEFORE_UP, "column t.b", "text");
            assertThat(compare(AFTER_UP, incomplete).failure(Effect.NONE))
                    .contains(StepFailure.Permanent.withoutEffect(
                            "catalog-differs",
                            "the catalog after down differs from the catalog before up:\n"
                                    + "column t.b was absent and is «text»"));
        }

        @Test
        void that_restores_another_definition_fails_with_both_definitions() {
            CatalogSnapshot different = with(BEFORE_UP, "index i", "on t (a DESC)");
            assertThat(compare(AFTER_UP, different).differences())
                    .containsExactly(new CatalogChange("index i", "on t (a)", "on t (a DESC)"));
        }

        @Test
        void that_changes_only_the_column_order_passes_and_reports_both_orders() {
            CatalogSnapshot reordered = with(BEFORE_UP, "column order of t", "c, a");
            CatalogComparison comparison = compare(AFTER_UP, reordered);
            assertThat(comparison.failure(Effect.NONE)).isEmpty();
            assertThat(comparison.columnOrderDifferences()).containsExactly("column order of t was «a» and is «c, a»");
        }

        @Test
        void that_restores_an_equivalent_definition_passes() {
            CatalogSnapshot equivalent = with(BEFORE_UP, "index i", "on t USING btree (a)");
            CatalogDelta down = new CatalogDelta(AFTER_UP.changesTo(equivalent), equivalent, true);
            assertThat(CatalogComparison.of(CHANGES_OF_UP, down, change -> change.object()
                                    .equals("index i"))
                            .differences())
                    .isEmpty();
        }

        @Test
        void may_run_after_an_application_created_another_object() {
            CatalogSnapshot current = with(AFTER_UP, "table other", "table");
            assertThat(compare(current, with(BEFORE_UP, "table other", "table")).differences())
                    .isEmpty();
        }

        @Test
        void that_drops_an_object_of_an_application_fails() {
            CatalogSnapshot current = with(AFTER_UP, "table other", "table");
            assertThat(compare(current, BEFORE_UP).differences())
                    .containsExactly(new CatalogChange("table other", "table", null));
        }

        @Test
        void that_fails_names_twenty_differences_and_counts_the_rest() {
            TreeMap<String, String> many = new TreeMap<>(BEFORE_UP.definitions());
            for (int i = 100; i < 125; i++) {
                many.put("table t" + i, "table");
            }
            assertThat(compare(AFTER_UP, new CatalogSnapshot(many)).failure(Effect.PARTIAL))
                    .hasValueSatisfying(failure -> assertThat(failure.message())
                            .contains("table t119 was absent")
                            .doesNotContain("table t120")
                            .endsWith("\nand 5 more"));
        }
    }
}
