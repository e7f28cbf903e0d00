package dev.lockstep.postgres.operation;

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
 * Whether undoing put back what the step had changed.
 *
 * <p>Only objects that the step changed, or that undoing changed, are judged: what others did to the rest of the catalog
 * in between is neither's. An object that only undoing changed should not have changed at all.
 *
 * @param differences what is not as it was
 * @param orders tables whose columns are the same in another order
 */
record CatalogVerdict(List<CatalogChange> differences, List<CatalogChange> orders) {
    private static final int MOST_NAMED = 20;

    static CatalogVerdict on(List<CatalogChange> step, CatalogImage before, CatalogImage after) {
        List<CatalogChange> undoing = before.changesTo(after);
        Map<String, CatalogChange> stepByObject =
                step.stream().collect(Collectors.toMap(CatalogChange::object, Function.identity()));
        Stream<CatalogChange> expected = Stream.concat(
                step.stream(), undoing.stream().filter(change -> !stepByObject.containsKey(change.object())));
        Map<Boolean, List<CatalogChange>> found = expected.map(
                        change -> new CatalogChange(change.object(), change.was(), after.of(change.object())))
                .filter(change -> !Objects.equals(change.was(), change.became()))
                .collect(Collectors.partitioningBy(CatalogChange::isColumnOrder));
        return new CatalogVerdict(Objects.requireNonNull(found.get(false)), Objects.requireNonNull(found.get(true)));
    }

    Optional<StepFailure> failure(Effect effect) {
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

    /** What is stated though it is no failure. */
    List<String> statements() {
        return orders.stream().map(CatalogChange::toString).toList();
    }
}
