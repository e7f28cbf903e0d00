package dev.lockstep.postgres.schema;

import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the objects with different definitions in two schemas. */
final class SchemaComparison {
    private SchemaComparison() {}

    /** The changes from one schema to another, without the order of columns in tables that both have. */
    static List<CatalogChange> changes(Map<String, CatalogObject> from, Map<String, CatalogObject> to) {
        return all(from, to).filter(change -> !isColumnOrder(change)).toList();
    }

    /** The tables that have the same columns in another order, or others between them. */
    static List<String> columnOrders(Map<String, CatalogObject> from, Map<String, CatalogObject> to) {
        return all(from, to)
                .filter(change -> isColumnOrder(change) && change.before() != null && change.after() != null)
                .map(change -> "the columns of %s are in the order %s, not %s; PostgreSQL adds columns at the end"
                        .formatted(
                                change.object().substring(CatalogChange.COLUMN_ORDER.length()),
                                change.before(),
                                change.after()))
                .toList();
    }

    /** A table has an order of columns exactly if it exists. */
    private static boolean isColumnOrder(CatalogChange change) {
        return change.object().startsWith(CatalogChange.COLUMN_ORDER);
    }

    private static Stream<CatalogChange> all(Map<String, CatalogObject> from, Map<String, CatalogObject> to) {
        return Stream.concat(from.keySet().stream(), to.keySet().stream())
                .distinct()
                .sorted()
                .map(name -> new CatalogChange(name, definition(from.get(name)), definition(to.get(name))))
                .filter(change -> !Objects.equals(change.before(), change.after()));
    }

    private static @Nullable String definition(@Nullable CatalogObject object) {
        return object == null ? null : object.definition();
    }
}
