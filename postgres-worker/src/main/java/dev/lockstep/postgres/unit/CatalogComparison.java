package dev.lockstep.postgres.unit;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The result of comparing the catalog after an undo with the catalog before the step.
 *
 * <p>It covers the objects that the step changed and those that the undo changed. Other objects are left out, because an
 * application may have changed them. An object that only the undo changed is a difference.
 *
 * @param differences objects that are not as they were before the step
 * @param columnOrders tables whose columns are the same in another order
 */
public record CatalogComparison(List<CatalogChange> differences, List<CatalogChange> columnOrders) {
    private static final int MOST_NAMED = 20;

    /**
     * Compares after an undo.
     *
     * @param step what the step changed
     * @param beforeUndo the catalog before the undo
     * @param afterUndo the catalog after the undo
     */
    public static CatalogComparison of(
            List<CatalogChange> step, CatalogSnapshot beforeUndo, CatalogSnapshot afterUndo) {
        Map<String, CatalogChange> stepByObject =
                step.stream().collect(Collectors.toMap(CatalogChange::object, Function.identity()));
        Stream<CatalogChange> undoOnly =
                beforeUndo.changesTo(afterUndo).stream().filter(change -> !stepByObject.containsKey(change.object()));
        Map<Boolean, List<CatalogChange>> found = Stream.concat(step.stream(), undoOnly)
                .map(change ->
                        new CatalogChange(change.object(), change.before(), afterUndo.definitionOf(change.object())))
                .filter(change -> !Objects.equals(change.before(), change.after()))
                .collect(Collectors.partitioningBy(CatalogChange::isColumnOrder));
        return new CatalogComparison(Objects.requireNonNull(found.get(false)), Objects.requireNonNull(found.get(true)));
    }

    /**
     * The failure of the undo; empty if there is no difference.
     *
     * @param effect what the undo left in the target
     */
    public Optional<StepFailure> failure(Effect effect) {
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        String named = differences.stream()
                .limit(MOST_NAMED)
                .map(CatalogChange::toString)
                .collect(Collectors.joining("; "));
        String more = differences.size() > MOST_NAMED ? "; and %d more".formatted(differences.size() - MOST_NAMED) : "";
        return Optional.of(new StepFailure.Permanent(
                "catalog-differs", "after down the catalog is not as before up: " + named + more, effect));
    }

    /** Differences in column order, which are reported but do not fail the undo. */
    public List<String> columnOrderDifferences() {
        return columnOrders.stream().map(CatalogChange::toString).toList();
    }
}
