package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import dev.lockstep.postgres.unit.ObjectOrder;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;

/**
 * Creates objects in the empty copy and gives them their properties, until every definition is as wanted or the server
 * refuses the rest. The statements of one object are one transaction.
 */
final class JdbcScratchStructure {
    /** One round for missing objects, one for their properties, one for what belongs to these, and one to be sure. */
    private static final int MAX_ROUNDS = 4;

    private static final String DEFAULT_PRIVILEGES = "privileges on default of ";
    private static final String NOT_VALID = "NOT VALID";

    private final JdbcDispatchSession copy;
    private final JdbcCatalogObjects catalog;
    private final SortedMap<String, CatalogObject> wanted;
    private final SortedMap<String, String> refusals = new TreeMap<>();

    /** @param wanted the definitions of the target with their statements */
    JdbcScratchStructure(
            JdbcDispatchSession copy, JdbcCatalogObjects catalog, SortedMap<String, CatalogObject> wanted) {
        this.copy = copy;
        this.catalog = catalog;
        this.wanted = wanted;
    }

    /** The messages of the server for the objects whose statements it has refused. */
    SortedMap<String, String> refusals() {
        return refusals;
    }

    /** Creates what rows need: types, tables, and functions in expressions. Others may still be missing then. */
    void createForRows() {
        SortedMap<String, CatalogObject> current = current();
        dropOthers(current);
        create(current, JdbcScratchStructure::isNeededByRows);
    }

    /** Rows need not satisfy a constraint that is not valid, so it is created after them. */
    private static boolean isNeededByRows(CatalogObject object) {
        return object.kind().equals("collation")
                || (ObjectOrder.isNeededByRows(object) && !object.definition().endsWith(NOT_VALID));
    }

    private static boolean isDefaultPrivilege(CatalogObject object) {
        return object.object().startsWith(DEFAULT_PRIVILEGES);
    }

    /** A new database has a schema that the target may not have. */
    private void dropOthers(SortedMap<String, CatalogObject> current) {
        SortedMap<String, CatalogObject> others = new TreeMap<>(current);
        others.keySet().removeAll(wanted.keySet());
        withStatements(others).values().stream()
                .sorted(ObjectOrder.CREATION.reversed())
                .forEach(object -> run(object, object.statements(Purpose.DROP).toList()));
    }

    /** Creates and adjusts everything that is still missing or different, until a round changes nothing. */
    void complete() {
        SortedMap<String, CatalogObject> before = Collections.emptySortedMap();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            SortedMap<String, CatalogObject> current = current();
            if (isComplete(current) || current.equals(before)) {
                return;
            }
            before = current;
            // Default privileges would be given to objects that are created after them.
            create(current, object -> !isDefaultPrivilege(object));
            create(current, JdbcScratchStructure::isDefaultPrivilege);
            align(current());
        }
    }

    private boolean isComplete(SortedMap<String, CatalogObject> current) {
        return wanted.values().stream()
                .allMatch(object -> current.containsKey(object.object())
                        && current.get(object.object()).definition().equals(object.definition()));
    }

    /** The definitions of the copy, without statements. */
    SortedMap<String, CatalogObject> current() {
        return copy.inRolledBackTransaction(jdbc -> catalog.definitions(jdbc, catalog.all(jdbc)));
    }

    private SortedMap<String, CatalogObject> withStatements(Map<String, CatalogObject> objects) {
        return copy.inRolledBackTransaction(jdbc -> catalog.withStatements(jdbc, objects));
    }

    /** Repeats until no statement succeeds any more, because an object may need another one that comes later. */
    private void create(SortedMap<String, CatalogObject> current, Predicate<CatalogObject> condition) {
        List<CatalogObject> missing = wanted.values().stream()
                .filter(object -> !current.containsKey(object.object()))
                // A column is created with its table.
                .filter(object -> !object.kind().equals("column") && object.has(Purpose.CREATE))
                .filter(condition)
                .sorted(ObjectOrder.CREATION)
                .toList();
        int before;
        do {
            before = missing.size();
            missing = missing.stream()
                    .filter(object ->
                            !run(object, object.statements(Purpose.CREATE).toList()))
                    .toList();
        } while (!missing.isEmpty() && missing.size() < before);
    }

    private void align(SortedMap<String, CatalogObject> current) {
        SortedMap<String, CatalogObject> differing = new TreeMap<>(current);
        differing.values().removeIf(object -> {
            CatalogObject other = wanted.get(object.object());
            return other == null || other.definition().equals(object.definition());
        });
        SortedMap<String, CatalogObject> resets = withStatements(differing);
        List<CatalogObject> ordered =
                resets.values().stream().sorted(ObjectOrder.CREATION).toList();
        for (CatalogObject found : ordered) {
            Stream<String> align =
                    Stream.ofNullable(wanted.get(found.object())).flatMap(object -> object.statements(Purpose.ALIGN));
            run(found, Stream.concat(found.statements(Purpose.RESET), align).toList());
        }
    }

    /** Runs the statements; returns false if the server refuses one of them, so that none has an effect. */
    private boolean run(CatalogObject object, List<String> statements) {
        copy.context().checkpoint();
        try {
            if (!statements.isEmpty()) {
                JdbcSimpleQuery.execute(copy, String.join("\n;\n", statements));
            }
            refusals.remove(object.object());
            return true;
        } catch (DataAccessException e) {
            refusals.put(object.object(), ScratchStructureFailure.messageOf(e));
            return false;
        }
    }
}
