package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult.KeptObject;
import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.postgres.unit.CatalogAddress;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Objects that are not wanted, and are left as they are because their data would be lost. */
final class JdbcKeptObjects {
    private static final Set<String> PARTS_OF_COLUMN = Set.of("index", "constraint", "sequence", "statistics");
    private static final int MAX_NAMES = 5;

    private final JdbcClient jdbc;
    private final JdbcSchema schema;
    private final JdbcTrial trial;
    private final SortedMap<String, CatalogObject> current;
    private final SortedMap<String, CatalogObject> wanted;
    /** What is not wanted and not kept, with its statements. */
    private final SortedMap<String, CatalogObject> unwanted;

    private final List<KeptObject> kept = new ArrayList<>();

    /** @param wanted the wanted objects, to which the kept ones are added */
    JdbcKeptObjects(
            JdbcClient jdbc,
            JdbcSchema schema,
            JdbcTrial trial,
            SortedMap<String, CatalogObject> current,
            SortedMap<String, CatalogObject> wanted) {
        this.jdbc = jdbc;
        this.schema = schema;
        this.trial = trial;
        this.current = current;
        this.wanted = wanted;
        this.unwanted = new TreeMap<>(current);
        this.unwanted.keySet().removeAll(wanted.keySet());
    }

    List<KeptObject> kept() {
        return List.copyOf(kept);
    }

    /** Keeps tables, columns and sequences, with what belongs to them. */
    void keepData() {
        JdbcDependents dependents = new JdbcDependents(jdbc);
        keepEach("table", table -> {
            Set<CatalogAddress> parts = new HashSet<>(schema.catalog().ownedBy(jdbc, Set.of(table.address())));
            parts.add(table.address());
            return object -> parts.contains(object.address());
        });
        keepEach("column", column -> {
            Set<CatalogAddress> parts = dependents.ofColumn(column);
            Set<String> about = Set.of("privileges on " + column.object(), "comment on table " + column.object());
            return object -> about.contains(object.object())
                    || (parts.contains(object.address()) && isPartOfColumn(object, parts));
        });
        keepEach("sequence", sequence -> object -> object.address().equals(sequence.address()));
    }

    private boolean isPartOfColumn(CatalogObject object, Set<CatalogAddress> parts) {
        return PARTS_OF_COLUMN.contains(object.kind())
                || current.values().stream()
                        .anyMatch(main -> PARTS_OF_COLUMN.contains(main.kind())
                                && main.address().equals(object.address())
                                && parts.contains(main.address()));
    }

    private void keepEach(String kind, Function<CatalogObject, Predicate<CatalogObject>> parts) {
        List<CatalogObject> data = unwanted.values().stream()
                .filter(object -> object.kind().equals(kind) && SchemaData.isData(object))
                .toList();
        for (CatalogObject object : data) {
            if (unwanted.containsKey(object.object())) {
                trial.limitStatements();
                keep(object, parts.apply(object));
            }
        }
    }

    private void keep(CatalogObject object, Predicate<CatalogObject> isPart) {
        add(object, reason(object));
        List<CatalogObject> parts = unwanted.values().stream().filter(isPart).toList();
        boolean isColumn = object.kind().equals("column");
        for (CatalogObject part : parts) {
            unwanted.remove(part.object());
            wanted.put(part.object(), part);
            if (isColumn && Set.of("index", "constraint").contains(part.kind()) && part.has(Purpose.DROP)) {
                kept.add(new KeptObject(part.object(), "it belongs to " + object.object(), null));
            }
        }
    }

    private void add(CatalogObject object, String reason) {
        unwanted.remove(object.object());
        wanted.put(object.object(), object);
        kept.add(new KeptObject(
                object.object(),
                reason,
                StatementText.drop(object).stream().map(Statement::sql).collect(Collectors.joining("; "))));
    }

    /** Keeps what could not be dropped because something that is kept needs it. */
    void keepNeeded(String name) {
        if (!kept.isEmpty()) {
            CatalogObject object = Objects.requireNonNull(current.get(name));
            add(object, "what is kept needs it");
            unwanted.values().stream()
                    .filter(part -> part.address().equals(object.address()))
                    .toList()
                    .forEach(part -> {
                        unwanted.remove(part.object());
                        wanted.put(part.object(), part);
                    });
        }
    }

    private String reason(CatalogObject object) {
        if (!object.kind().equals("column")) {
            return object.kind().equals("table")
                    ? "its rows would be lost, and a rename cannot be told from a drop and a new table"
                    : "its position would be lost";
        }
        String table = object.object().substring(0, object.object().lastIndexOf('.') + 1);
        String added = wanted.values().stream()
                .map(CatalogObject::object)
                .filter(name -> name.startsWith(table) && !current.containsKey(name))
                .limit(MAX_NAMES)
                .map(name -> name.substring(table.length()))
                .collect(Collectors.joining(", "));
        return "its values would be lost"
                + (added.isEmpty()
                        ? ""
                        : "; if it has another name now (new in this table: %s), rename it instead".formatted(added));
    }
}
