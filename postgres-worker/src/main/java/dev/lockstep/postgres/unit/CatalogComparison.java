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

    /**
     * Compares the catalog after {@code down}.
     *
     * @param changesOfUp the journaled changes of {@code up}
     * @param beforeDown the catalog before {@code down}
     * @param afterDown the catalog after {@code down}
     */
    public static CatalogComparison of(
            List<CatalogChange> changesOfUp, CatalogSnapshot beforeDown, CatalogSnapshot afterDown) {
        Map<String, CatalogChange> upByObject =
                changesOfUp.stream().collect(Collectors.toMap(CatalogChange::object, Function.identity()));
        Stream<CatalogChange> onlyByDown =
                beforeDown.changesTo(afterDown).stream().filter(change -> !upByObject.containsKey(change.object()));
        Map<Boolean, List<CatalogChange>> found = Stream.concat(changesOfUp.stream(), onlyByDown)
                .map(change ->
                        new CatalogChange(change.object(), change.before(), afterDown.definitionOf(change.object())))
                .filter(change -> !Objects.equals(change.before(), change.after()))
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
        String shown = differences.stream()
                .limit(MAX_SHOWN_DIFFERENCES)
                .map(CatalogChange::toString)
                .collect(Collectors.joining("; "));
        String more = differences.size() > MAX_SHOWN_DIFFERENCES
                ? "; and %d more".formatted(differences.size() - MAX_SHOWN_DIFFERENCES)
                : "";
        return Optional.of(new StepFailure.Permanent(
                "catalog-differs",
                "the catalog after down differs from the catalog before up: " + shown + more,
                effect));
    }

    /** Differences in column order, which the result lists and which do not fail the compensation. */
    public List<String> columnOrderDifferences() {
        return columnOrders.stream().map(CatalogChange::toString).toList();
    }
}
