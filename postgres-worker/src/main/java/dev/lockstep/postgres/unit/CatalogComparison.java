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
 * The differences between the catalog before {@code up} and the catalog after {@code down}.
 *
 * <p>The comparison covers the objects that {@code up} or {@code down} changed. It ignores other objects, because
 * applications may have changed them. An object that only {@code down} changed is a difference.
 *
 * @param differences objects whose definition is not that from before {@code up}
 * @param columnOrders tables that have the same columns in another order
 */
public record CatalogComparison(List<CatalogChange> differences, List<CatalogChange> columnOrders) {
    private static final int MAX_SHOWN_DIFFERENCES = 20;
    private static final int MAX_SHOWN_LENGTH = 4000;

    /**
     * Compares the catalog after {@code down}.
     *
     * @param changesOfUp the journaled changes of {@code up}
     * @param down the changes of {@code down}, and the definitions after it of the objects that {@code up} changed
     * @param equivalence finds definitions that mean the same although their texts differ
     */
    public static CatalogComparison of(
            List<CatalogChange> changesOfUp, CatalogDelta down, DefinitionEquivalence equivalence) {
        Map<String, CatalogChange> upByObject =
                changesOfUp.stream().collect(Collectors.toMap(CatalogChange::object, Function.identity()));
        Stream<CatalogChange> onlyByDown =
                down.changes().stream().filter(change -> !upByObject.containsKey(change.object()));
        Map<Boolean, List<CatalogChange>> found = Stream.concat(changesOfUp.stream(), onlyByDown)
                .map(change -> new CatalogChange(
                        change.object(), change.before(), down.after().definitionOf(change.object())))
                .filter(change -> !Objects.equals(change.before(), change.after()))
                .filter(change -> !equivalence.holds(change))
                .collect(Collectors.partitioningBy(CatalogChange::isColumnOrder));
        return new CatalogComparison(Objects.requireNonNull(found.get(false)), Objects.requireNonNull(found.get(true)));
    }

    /**
     * The failure of the compensation; empty if there is no difference.
     *
     * @param effect whether the changes of {@code down} are still in the target
     */
    public Optional<StepFailure> failure(Effect effect) {
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StepFailure.Permanent(
                "catalog-differs",
                "the catalog after down differs from the catalog before up:" + shownDifferences(),
                effect));
    }

    private String shownDifferences() {
        StringBuilder shown = new StringBuilder();
        int count = 0;
        for (CatalogChange change : differences) {
            if (count == MAX_SHOWN_DIFFERENCES || shown.length() > MAX_SHOWN_LENGTH) {
                return shown.append("\nand %d more".formatted(differences.size() - count))
                        .toString();
            }
            shown.append('\n').append(change);
            count++;
        }
        return shown.toString();
    }

    /** Differences in column order, which the result lists and which do not fail the compensation. */
    public List<String> columnOrderDifferences() {
        return columnOrders.stream().map(CatalogChange::toString).toList();
    }
}
