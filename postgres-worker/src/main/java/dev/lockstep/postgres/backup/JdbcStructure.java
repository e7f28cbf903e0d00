package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.postgres.unit.CatalogAddress;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.DefinitionEquivalence;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import dev.lockstep.postgres.unit.ObjectOrder;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts definitions back: drops what is not wanted, and creates and adjusts until every definition is as wanted. */
final class JdbcStructure {
    /** One round for missing objects, one for their properties, one for what belongs to these, and one to be sure. */
    private static final int MAX_ROUNDS = 4;

    private static final int NOT_NULL_CONSTRAINTS = 180_000;

    private final JdbcClient jdbc;
    private final JdbcObjectStatements statements;
    private final JdbcCatalogObjects catalog;
    private final DatabaseDefinitions backup;
    private final DefinitionEquivalence equivalence;
    private final Set<String> restored = new HashSet<>();
    private boolean hasDropped;
    private boolean isMissingForRows;

    JdbcStructure(
            JdbcDispatchSession session,
            JdbcCatalogObjects catalog,
            DatabaseDefinitions backup,
            DefinitionEquivalence equivalence) {
        this.jdbc = session.jdbc();
        this.statements = new JdbcObjectStatements(session);
        this.catalog = catalog;
        this.backup = backup;
        this.equivalence = equivalence;
    }

    /** The number of definitions that were not as wanted. */
    int restoredCount() {
        return restored.size();
    }

    /**
     * Reads what exists now, and drops what is not wanted.
     *
     * @param renamed the names of objects that already have their names back
     */
    WantedObjects drop(Collection<String> renamed) {
        restored.addAll(renamed);
        Set<CatalogAddress> attached = attached();
        SortedMap<String, CatalogObject> current = catalog.withStatements(jdbc, withDependents(attached));
        WantedObjects wanted = new WantedObjects(backup, current, attached);
        wanted.differences(current).forEach(change -> restored.add(change.object()));
        List<CatalogObject> toDrop = wanted.toDrop(current);
        toDrop.forEach(object -> refuseLaterTable(wanted, object));
        for (CatalogObject object : toDrop) {
            boolean isColumnOfTable = object.kind().equals("column") && attached.contains(object.address());
            if (!isColumnOfTable) {
                object.statements(Purpose.DROP).forEach(sql -> statements.execute(object.object(), sql));
                hasDropped = true;
            }
        }
        isMissingForRows = wanted.missing(current).stream().anyMatch(ObjectOrder::isNeededByRows);
        return wanted;
    }

    /** What belongs to the backed-up tables, the objects of the backup, and everything that depends on them. */
    private SortedMap<String, CatalogObject> withDependents(Set<CatalogAddress> attached) {
        Set<String> names = names();
        SortedMap<String, CatalogObject> found = readNamed(names, attached);
        Set<CatalogAddress> roots = found.values().stream()
                .filter(object -> names.contains(object.object()) || attached.contains(object.address()))
                .map(CatalogObject::address)
                .collect(Collectors.toSet());
        found.values().removeIf(object -> !roots.contains(object.address()));
        Set<CatalogAddress> dependents = new HashSet<>(catalog.withDependents(jdbc, roots));
        dependents.removeAll(roots);
        found.putAll(catalog.definitions(jdbc, dependents));
        return found;
    }

    /** The objects with these addresses, and those with one of these names or a part of it. */
    private SortedMap<String, CatalogObject> readNamed(Set<String> names, Set<CatalogAddress> attached) {
        Set<CatalogAddress> addresses = new HashSet<>(attached);
        addresses.addAll(catalog.named(jdbc, names));
        return catalog.definitions(jdbc, addresses);
    }

    /** A partition that an application has created since: no backup has its rows. */
    private void refuseLaterTable(WantedObjects wanted, CatalogObject object) {
        boolean isLaterTable = object.kind().equals("table")
                && ObjectOrder.hasRows(object)
                && wanted.get(object.object()) == null
                && !backup.created().contains(object.object());
        if (isLaterTable) {
            throw RestoreRefused.because(
                    object.object(),
                    "it was created after the backup, which does not have its rows;"
                            + " detach it, and attach it again after the restore");
        }
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>(backup.created());
        backup.objects().forEach(object -> names.add(object.object()));
        return names;
    }

    /** The backed-up tables that exist, and what belongs to them. */
    private Set<CatalogAddress> attached() {
        List<Long> tables = JdbcTableShapes.named(jdbc, backup.tableNames()).values().stream()
                .map(TableShape::oid)
                .toList();
        return catalog.ownedBy(jdbc, JdbcBackupTransaction.relations(tables).toList());
    }

    /** Creates what rows need: types, tables, and functions in expressions. Others may still be missing then. */
    void createForRows(WantedObjects wanted) {
        if (hasDropped || isMissingForRows) {
            create(wanted, current(wanted), ObjectOrder::isNeededByRows);
        }
    }

    /** Columns that may be null in the backup must accept such rows. Later servers have constraints for this. */
    void allowNulls(WantedObjects wanted) {
        if (restored.isEmpty() || serverVersion() >= NOT_NULL_CONSTRAINTS) {
            return;
        }
        wanted.differing(current(wanted)).stream()
                .filter(object ->
                        object.kind().equals("column") && !object.definition().contains("; not null"))
                .forEach(object ->
                        object.statements(Purpose.ALIGN).forEach(sql -> statements.execute(object.object(), sql)));
    }

    private int serverVersion() {
        return jdbc.sql("SELECT current_setting('server_version_num')::int")
                .query(Integer.class)
                .single();
    }

    /** Creates and adjusts everything that is still missing or different. */
    void complete(WantedObjects wanted) {
        List<DataAccessException> failures = List.of();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            SortedMap<String, CatalogObject> current = current(wanted);
            requireNothingLost(wanted, current);
            if (differences(wanted, current).isEmpty()) {
                return;
            }
            failures = new ArrayList<>(create(wanted, current, _ -> true));
            failures.addAll(align(wanted, current));
        }
        SortedMap<String, CatalogObject> current = current(wanted);
        List<CatalogChange> differences = differences(wanted, current);
        if (!differences.isEmpty()) {
            failures.stream().findFirst().ifPresent(failure -> {
                throw RestoreRefused.because(
                        differences.getFirst().object(),
                        PostgresFailures.of(failure).message());
            });
            throw RestoreRefused.differences(differences);
        }
    }

    private List<CatalogChange> differences(WantedObjects wanted, SortedMap<String, CatalogObject> current) {
        return wanted.differences(current).stream()
                .filter(change -> !equivalence.holds(change))
                .toList();
    }

    private static void requireNothingLost(WantedObjects wanted, SortedMap<String, CatalogObject> current) {
        List<String> lost = wanted.lost(current);
        if (!lost.isEmpty()) {
            throw RestoreRefused.because(
                    lost.getFirst(),
                    "it depends on a definition that must be replaced, and the backup does not have its rows");
        }
    }

    /** The wanted objects as they are now, and everything that belongs to the backed-up tables. */
    private SortedMap<String, CatalogObject> current(WantedObjects wanted) {
        Set<CatalogAddress> attached = attached();
        SortedMap<String, CatalogObject> current = readNamed(wanted.names(), attached);
        current.values()
                .removeIf(object -> !wanted.names().contains(object.object()) && !attached.contains(object.address()));
        return current;
    }

    /** Repeats until no statement succeeds any more, because an object may need another one that comes later. */
    private List<DataAccessException> create(
            WantedObjects wanted, SortedMap<String, CatalogObject> current, Predicate<CatalogObject> condition) {
        List<CatalogObject> missing = wanted.missing(current).stream()
                .filter(condition)
                .filter(object -> object.has(Purpose.CREATE))
                .toList();
        List<DataAccessException> failures;
        do {
            failures = new ArrayList<>();
            List<CatalogObject> failed = new ArrayList<>();
            for (CatalogObject object : missing) {
                Optional<DataAccessException> failure =
                        statements.attempt(object.statements(Purpose.CREATE).toList());
                if (failure.isPresent()) {
                    failed.add(object);
                    failures.add(failure.get());
                }
            }
            if (failed.size() == missing.size()) {
                return failures;
            }
            missing = failed;
        } while (!missing.isEmpty());
        return failures;
    }

    private List<DataAccessException> align(WantedObjects wanted, SortedMap<String, CatalogObject> current) {
        List<DataAccessException> failures = new ArrayList<>();
        List<CatalogObject> differing = wanted.differing(current);
        SortedMap<String, CatalogObject> found = new TreeMap<>(current);
        found.keySet().retainAll(differing.stream().map(CatalogObject::object).toList());
        SortedMap<String, CatalogObject> resets = catalog.withStatements(jdbc, found);
        for (CatalogObject object : differing) {
            Stream<String> reset = Optional.ofNullable(resets.get(object.object())).stream()
                    .flatMap(now -> now.statements(Purpose.RESET));
            statements
                    .attempt(Stream.concat(reset, object.statements(Purpose.ALIGN))
                            .toList())
                    .ifPresent(failures::add);
        }
        return failures;
    }
}
