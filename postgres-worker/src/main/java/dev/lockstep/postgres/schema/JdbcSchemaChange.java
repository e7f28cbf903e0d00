package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Drops, creates and alters objects until each has its wanted definition. A statement may need the effect of another one
 * that comes later, so what has failed is tried again as long as something succeeds.
 */
final class JdbcSchemaChange {
    /** Enough for a chain of objects that each need a changed one. */
    private static final int MAX_ROUNDS = 10;

    private static final String NOT_NULL = "NOT NULL ";
    private static final Set<String> SEPARATE = Set.of("partition", "table");

    private final JdbcClient jdbc;
    private final JdbcSchema schema;
    private final JdbcTrial trial;
    private final JdbcDependents dependents;
    private final JdbcEnumReplacement enums;
    private final SortedMap<String, CatalogObject> wanted;
    /** Objects that must not be created again, because they would be without their data. */
    private final Set<String> existed;

    /** @param existing the objects before the change */
    JdbcSchemaChange(
            JdbcClient jdbc,
            JdbcSchema schema,
            JdbcTrial trial,
            SortedMap<String, CatalogObject> existing,
            SortedMap<String, CatalogObject> wanted) {
        this.jdbc = jdbc;
        this.schema = schema;
        this.trial = trial;
        this.dependents = new JdbcDependents(jdbc);
        this.enums = new JdbcEnumReplacement(jdbc);
        this.wanted = wanted;
        this.existed = Set.copyOf(existing.keySet());
    }

    /** Changes the objects as far as possible, and returns them as they are then, without statements. */
    SortedMap<String, CatalogObject> run() {
        SortedMap<String, CatalogObject> current = read();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<CatalogChange> changes = SchemaComparison.changes(current, wanted);
            if (changes.isEmpty()) {
                return current;
            }
            int before = trial.count();
            drop(current, changes);
            create(changes);
            alter(current, changes);
            if (trial.count() == before) {
                return current;
            }
            current = read();
        }
        return current;
    }

    private SortedMap<String, CatalogObject> read() {
        trial.limitStatements();
        return schema.definitions();
    }

    private SortedMap<String, CatalogObject> withStatements(Stream<CatalogObject> objects) {
        SortedMap<String, CatalogObject> named = new TreeMap<>();
        objects.forEach(object -> named.put(object.object(), object));
        return schema.catalog().withStatements(jdbc, named);
    }

    private void drop(SortedMap<String, CatalogObject> current, List<CatalogChange> changes) {
        SortedMap<String, CatalogObject> unwanted = withStatements(changes.stream()
                .filter(change -> change.after() == null)
                .map(change -> Objects.requireNonNull(current.get(change.object()))));
        Set<String> parts = parts(unwanted);
        List<CatalogObject> toDrop = unwanted.values().stream()
                .filter(object -> object.has(Purpose.DROP))
                .sorted(ObjectOrder.CREATION.reversed())
                .toList();
        repeat(
                toDrop.stream()
                        .filter(object -> !parts.contains(object.object()))
                        .toList(),
                StatementText::drop);
        // Tables may refer to each other, and then none of them can be dropped first.
        boolean isBlocked = toDrop.stream()
                .anyMatch(object -> ObjectOrder.hasRows(object)
                        && trial.failureOf(object.object()).isPresent());
        if (isBlocked) {
            repeat(
                    toDrop.stream()
                            .filter(object -> SchemaData.source(object).startsWith("FOREIGN KEY "))
                            .toList(),
                    StatementText::drop);
        }
    }

    /** What is dropped together with another object. A partition is detached first, because it may be wanted. */
    private Set<String> parts(SortedMap<String, CatalogObject> unwanted) {
        Set<CatalogAddress> mains = addresses(unwanted, SchemaData::isMain);
        Set<CatalogAddress> tables = addresses(unwanted, object -> object.kind().equals("table"));
        Set<CatalogAddress> owned = new HashSet<>(schema.catalog().ownedBy(jdbc, tables));
        owned.removeAll(tables);
        Set<String> parts = new HashSet<>();
        unwanted.values().stream()
                .filter(object -> !SEPARATE.contains(object.kind()))
                .filter(object -> owned.contains(object.address())
                        || (mains.contains(object.address()) && !SchemaData.isMain(object)))
                .forEach(object -> parts.add(object.object()));
        return parts;
    }

    private static Set<CatalogAddress> addresses(
            SortedMap<String, CatalogObject> objects, Predicate<CatalogObject> condition) {
        return objects.values().stream()
                .filter(condition)
                .map(CatalogObject::address)
                .collect(Collectors.toSet());
    }

    /** Repeats until no attempt succeeds any more. */
    private void repeat(List<CatalogObject> objects, Function<CatalogObject, List<Statement>> statements) {
        List<CatalogObject> left = objects;
        int before;
        do {
            before = left.size();
            List<CatalogObject> failed = new ArrayList<>();
            for (CatalogObject object : left) {
                if (!trial.attempt(object.object(), statements.apply(object))) {
                    failed.add(object);
                }
            }
            left = failed;
        } while (!left.isEmpty() && left.size() < before);
    }

    private void create(List<CatalogChange> changes) {
        List<CatalogObject> missing = changes.stream()
                .filter(change -> change.before() == null)
                .map(change -> Objects.requireNonNull(wanted.get(change.object())))
                .filter(object -> object.has(Purpose.CREATE))
                .filter(object -> !(SchemaData.isData(object) && existed.contains(object.object())))
                .sorted(ObjectOrder.CREATION)
                .toList();
        Set<String> newTables = new HashSet<>();
        missing.stream()
                .filter(object -> object.kind().equals("table"))
                .forEach(table -> newTables.add("column " + table.object().substring("table ".length()) + "."));
        Predicate<CatalogObject> isPartOfNew =
                object -> object.kind().equals("column") && newTables.stream().anyMatch(object.object()::startsWith);
        boolean hasColumns = missing.stream().anyMatch(ObjectOrder::hasRows);
        repeat(
                missing.stream()
                        .filter(object -> !isPartOfNew.test(object) && !(hasColumns && isNotNull(object)))
                        .toList(),
                object -> object.kind().equals("column") ? ColumnStatements.add(object) : StatementText.create(object));
    }

    /** Whether this is a constraint that comes into being with its column; the next round creates it otherwise. */
    private static boolean isNotNull(CatalogObject object) {
        return SchemaData.source(object).startsWith(NOT_NULL);
    }

    private void alter(SortedMap<String, CatalogObject> current, List<CatalogChange> changes) {
        SortedMap<String, CatalogObject> differing = withStatements(changes.stream()
                .filter(change -> change.before() != null && change.after() != null)
                .map(change -> Objects.requireNonNull(current.get(change.object()))));
        differing.values().stream()
                .sorted(ObjectOrder.CREATION)
                .forEach(object -> alter(current, object, Objects.requireNonNull(wanted.get(object.object()))));
    }

    private void alter(SortedMap<String, CatalogObject> current, CatalogObject object, CatalogObject target) {
        List<List<Statement>> alternatives = new ArrayList<>(AlterStatements.of(object, target));
        enums.statements(object, target).ifPresent(alternatives::add);
        boolean isReplaceable = !SchemaData.isData(object) && object.has(Purpose.DROP) && target.has(Purpose.CREATE);
        if (isReplaceable && !object.kind().equals("column")) {
            alternatives.add(Stream.of(StatementText.drop(object), StatementText.create(target))
                    .flatMap(List::stream)
                    .toList());
        }
        boolean isDone = alternatives.stream().anyMatch(statements -> trial.attempt(object.object(), statements));
        if (!isDone && !alternatives.isEmpty()) {
            alterWithoutDependents(current, object, alternatives);
        }
    }

    /** Drops first what can be created again; it is missing in the next round. */
    private void alterWithoutDependents(
            Map<String, CatalogObject> current, CatalogObject object, List<List<Statement>> alternatives) {
        List<CatalogObject> blocking =
                withStatements(dependents.replaceable(object, current).stream()).values().stream()
                        .filter(found -> found.has(Purpose.DROP))
                        .sorted(ObjectOrder.CREATION.reversed())
                        .toList();
        if (!blocking.isEmpty()) {
            List<Statement> drops = blocking.stream()
                    .flatMap(found -> StatementText.drop(found).stream())
                    .toList();
            boolean _ = alternatives.stream()
                    .anyMatch(statements -> trial.attempt(
                            object.object(),
                            Stream.concat(drops.stream(), statements.stream()).toList()));
        }
    }
}
