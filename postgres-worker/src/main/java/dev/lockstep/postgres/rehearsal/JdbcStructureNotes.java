package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.DefinitionEquivalence;
import dev.lockstep.postgres.unit.JdbcCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the definitions of the copy with those of the target, and says what differs. */
final class JdbcStructureNotes {
    private static final int MAX_NAMES = 30;
    private static final int MAX_DIFFERENCES = 10;
    /** To parse one definition takes a few milliseconds. */
    private static final int MAX_PARSED = 1_000;
    /** Their object is named instead. */
    private static final Set<String> PARTS = Set.of("column", "privileges", "comment", "partition");

    private final JdbcDispatchSession copy;
    private final JdbcCatalog catalog;

    JdbcStructureNotes(JdbcDispatchSession copy, JdbcCatalog catalog) {
        this.copy = copy;
        this.catalog = catalog;
    }

    /**
     * The notes about a structure that is complete.
     *
     * @param wanted the definitions of the target
     */
    List<String> of(JdbcScratchStructure structure, SortedMap<String, CatalogObject> wanted) {
        List<CatalogChange> differences = differences(wanted, structure.current());
        if (differences.isEmpty()) {
            return List.of("all %d definitions of the target are the same in the copy".formatted(wanted.size()));
        }
        List<String> notes = new ArrayList<>();
        List<String> missing = missing(differences);
        if (!missing.isEmpty()) {
            notes.add("the copy lacks %s".formatted(bounded(missing)));
        }
        structure.refusals().entrySet().stream()
                .filter(refusal -> missing.contains(refusal.getKey()))
                .limit(MAX_DIFFERENCES)
                .forEach(refusal ->
                        notes.add("the server refused %s: %s".formatted(refusal.getKey(), refusal.getValue())));
        addDifferences(
                notes,
                differences.stream().filter(change -> change.after() != null).toList());
        return notes;
    }

    private static void addDifferences(List<String> notes, List<CatalogChange> differing) {
        differing.stream()
                .limit(MAX_DIFFERENCES)
                .forEach(change -> notes.add("a definition differs from the target: %s".formatted(change)));
        if (differing.size() > MAX_DIFFERENCES) {
            notes.add("%d more definitions differ from the target".formatted(differing.size() - MAX_DIFFERENCES));
        }
    }

    private static List<String> missing(List<CatalogChange> differences) {
        List<String> all = differences.stream()
                .filter(change -> change.after() == null)
                .map(CatalogChange::object)
                .toList();
        List<String> objects = all.stream()
                .filter(object -> !PARTS.contains(object.substring(0, object.indexOf(' '))))
                .toList();
        return objects.isEmpty() ? all : objects;
    }

    static String bounded(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMES)))
                + (names.size() > MAX_NAMES ? " and %d more".formatted(names.size() - MAX_NAMES) : "");
    }

    private List<CatalogChange> differences(
            SortedMap<String, CatalogObject> wanted, SortedMap<String, CatalogObject> current) {
        List<CatalogChange> changes = Stream.concat(wanted.keySet().stream(), current.keySet().stream())
                .distinct()
                .map(name -> new CatalogChange(name, definition(wanted, name), definition(current, name)))
                .filter(change -> !Objects.equals(change.before(), change.after()))
                .toList();
        return withoutEquivalent(changes);
    }

    /** The server may print a definition in another way after it has parsed its own text. */
    private List<CatalogChange> withoutEquivalent(List<CatalogChange> changes) {
        return copy.inRolledBackTransaction(_ -> {
            DefinitionEquivalence equivalence = catalog.equivalence(copy);
            List<CatalogChange> different = new ArrayList<>();
            for (int i = 0; i < changes.size(); i++) {
                if (i >= MAX_PARSED || !equivalence.holds(changes.get(i))) {
                    different.add(changes.get(i));
                }
            }
            return different;
        });
    }

    private static @Nullable String definition(Map<String, CatalogObject> objects, String name) {
        CatalogObject object = objects.get(name);
        return object == null ? null : object.definition();
    }
}
