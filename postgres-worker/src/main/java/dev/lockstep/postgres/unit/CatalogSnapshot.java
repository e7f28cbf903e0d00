package dev.lockstep.postgres.unit;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of catalog objects at one moment.
 *
 * @param definitions by the object's kind and name
 */
public record CatalogSnapshot(SortedMap<String, String> definitions) {
    /** The definition of an object; null if the object did not exist. */
    public @Nullable String definitionOf(String object) {
        return definitions.get(object);
    }

    /** The objects whose definition differs in a later snapshot, ordered by name. */
    public List<CatalogChange> changesTo(CatalogSnapshot later) {
        return Stream.concat(definitions.keySet().stream(), later.definitions.keySet().stream())
                .distinct()
                .filter(object -> !Objects.equals(definitionOf(object), later.definitionOf(object)))
                .sorted()
                .map(object -> new CatalogChange(object, definitionOf(object), later.definitionOf(object)))
                .toList();
    }

    /** Whether every object of these changes has its definition from before the change. */
    public boolean hasStateBefore(List<CatalogChange> changes) {
        return changes.stream().allMatch(change -> Objects.equals(change.before(), definitionOf(change.object())));
    }

    static CatalogSnapshot of(Stream<CatalogDefinition> found) {
        SortedMap<String, String> definitions = new TreeMap<>();
        found.forEach(definition -> definitions.merge(
                definition.object(), definition.definition(), (first, second) -> first + " | " + second));
        return new CatalogSnapshot(definitions);
    }
}
