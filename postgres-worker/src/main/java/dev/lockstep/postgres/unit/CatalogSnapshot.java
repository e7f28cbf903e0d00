package dev.lockstep.postgres.unit;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The catalog at one moment.
 *
 * @param definitions by the object's name
 */
public record CatalogSnapshot(SortedMap<String, String> definitions) {
    /** The definition of an object; absent if it did not exist. */
    public @Nullable String definitionOf(String object) {
        return definitions.get(object);
    }

    /** The objects that differ in a later snapshot, by name. */
    public List<CatalogChange> changesTo(CatalogSnapshot later) {
        return Stream.concat(definitions.keySet().stream(), later.definitions.keySet().stream())
                .distinct()
                .filter(object -> !Objects.equals(definitionOf(object), later.definitionOf(object)))
                .sorted()
                .map(object -> new CatalogChange(object, definitionOf(object), later.definitionOf(object)))
                .toList();
    }

    /** Whether every object of these changes is as it was before them. */
    public boolean isBefore(List<CatalogChange> changes) {
        return changes.stream().allMatch(change -> Objects.equals(change.before(), definitionOf(change.object())));
    }

    /** Builds a snapshot of rows that hold name and definition. */
    static CatalogSnapshot of(Stream<String[]> rows) {
        SortedMap<String, String> definitions = new TreeMap<>();
        rows.forEach(row -> definitions.merge(row[0], row[1], (one, other) -> one + " | " + other));
        return new CatalogSnapshot(definitions);
    }
}
