package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.unit.CatalogAddress;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectOrder;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The definitions after a restore: those of the backup, and the present ones of other objects, which depend on the
 * restored ones and may have to be created again. Objects of the backed-up tables that the backup does not have are
 * removed, and so are the objects that the steps have created.
 */
final class WantedObjects {
    private final SortedMap<String, CatalogObject> wanted = new TreeMap<>();
    private final Set<String> ofBackup = new HashSet<>();

    /**
     * Determines the definitions.
     *
     * @param current what exists now
     * @param attached the addresses of the backed-up tables, and of what belongs to them now
     */
    WantedObjects(DatabaseDefinitions backup, SortedMap<String, CatalogObject> current, Set<CatalogAddress> attached) {
        Set<String> created = Set.copyOf(backup.created());
        current.forEach((name, object) -> {
            if (!attached.contains(object.address()) && !created.contains(name)) {
                wanted.put(name, object);
            }
        });
        backup.objects().forEach(object -> {
            wanted.put(object.object(), object);
            ofBackup.add(object.object());
        });
    }

    Set<String> names() {
        return wanted.keySet();
    }

    /** What must be dropped first: what is not wanted, and what differs and cannot be changed into the wanted object. */
    List<CatalogObject> toDrop(SortedMap<String, CatalogObject> current) {
        return current.values().stream()
                .filter(object -> isUnwanted(object) || isReplaced(object))
                .sorted(ObjectOrder.CREATION.reversed())
                .toList();
    }

    private boolean isUnwanted(CatalogObject object) {
        return !wanted.containsKey(object.object());
    }

    private boolean isReplaced(CatalogObject object) {
        CatalogObject other = wanted.get(object.object());
        return other != null
                && !other.definition().equals(object.definition())
                && !other.has(Purpose.ALIGN)
                && other.has(Purpose.CREATE);
    }

    /** The wanted objects that do not exist and can be created. */
    List<CatalogObject> missing(Map<String, CatalogObject> current) {
        return wanted.values().stream()
                .filter(object -> !current.containsKey(object.object()))
                .filter(object -> !object.kind().equals("column"))
                .sorted(ObjectOrder.CREATION)
                .toList();
    }

    /** The wanted objects that exist with another definition, or only became known after they were created. */
    List<CatalogObject> differing(Map<String, CatalogObject> current) {
        return wanted.values().stream()
                .filter(object -> {
                    CatalogObject other = current.get(object.object());
                    return other != null && !other.definition().equals(object.definition());
                })
                .sorted(ObjectOrder.CREATION)
                .toList();
    }

    /**
     * What still differs.
     *
     * @param current the wanted objects that exist, and everything that belongs to the backed-up tables
     */
    List<CatalogChange> differences(SortedMap<String, CatalogObject> current) {
        return Stream.concat(wanted.keySet().stream(), current.keySet().stream())
                .distinct()
                .map(name -> new CatalogChange(name, definition(wanted.get(name)), definition(current.get(name))))
                .filter(change -> !Objects.equals(change.before(), change.after()))
                .toList();
    }

    private static @Nullable String definition(@Nullable CatalogObject object) {
        return object == null ? null : object.definition();
    }

    /** Tables and columns that would be created without their rows, because the backup does not have them. */
    List<String> lost(Map<String, CatalogObject> current) {
        List<String> lost = new ArrayList<>();
        wanted.forEach((name, object) -> {
            if (!current.containsKey(name) && !ofBackup.contains(name) && ObjectOrder.hasRows(object)) {
                lost.add(name);
            }
        });
        return lost;
    }

    @Nullable CatalogObject get(String name) {
        return wanted.get(name);
    }
}
