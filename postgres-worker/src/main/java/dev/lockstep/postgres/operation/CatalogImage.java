package dev.lockstep.postgres.operation;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalog as it read at one moment: each object's definition by its name. */
record CatalogImage(SortedMap<String, String> definitions) {
    @Nullable String of(String object) {
        return definitions.get(object);
    }

    /** What differs in the other image, by name. */
    List<CatalogChange> changesTo(CatalogImage later) {
        return changesTo(later, object -> true);
    }

    List<CatalogChange> changesTo(CatalogImage later, Predicate<String> among) {
        return Stream.concat(definitions.keySet().stream(), later.definitions.keySet().stream())
                .distinct()
                .filter(among)
                .filter(object -> !Objects.equals(of(object), later.of(object)))
                .sorted()
                .map(object -> new CatalogChange(object, of(object), later.of(object)))
                .toList();
    }

    static CatalogImage of(Stream<String[]> rows) {
        SortedMap<String, String> definitions = new TreeMap<>();
        rows.forEach(row -> definitions.merge(row[0], row[1], (one, other) -> one + " | " + other));
        return new CatalogImage(definitions);
    }
}
