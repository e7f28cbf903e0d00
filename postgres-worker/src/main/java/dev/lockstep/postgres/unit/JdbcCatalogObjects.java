package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads definitions with the statements that create, adjust and remove their objects, in the current transaction. */
public final class JdbcCatalogObjects {
    private static final String OWNED = SqlResource.read("owned.sql");
    /** Objects of PostgreSQL itself have lower OIDs, but the schema public can be changed and dropped. */
    private static final String ALL = JdbcCatalogDefinitions.catalogs().stream()
            .sorted()
            .map("SELECT '%1$s', oid FROM %1$s WHERE oid >= 16384"::formatted)
            .collect(Collectors.joining(
                    " UNION ALL ",
                    "",
                    " UNION ALL SELECT 'pg_namespace', oid FROM pg_namespace WHERE nspname = 'public'"));

    private static final String HEADER = "definitions/header.sql";
    private static final List<String> STATEMENTS = List.of(
            SqlResource.read(HEADER, "statements/relations.sql"), SqlResource.read(HEADER, "statements/others.sql"));

    private final JdbcCatalogDefinitions definitions;
    private final String historyTable;

    JdbcCatalogObjects(JdbcCatalogDefinitions definitions, String historyTable) {
        this.definitions = definitions;
        this.historyTable = historyTable;
    }

    /** The addresses of all objects that were created since the database was, and of its schemas. */
    public Set<CatalogAddress> all(JdbcClient jdbc) {
        return new HashSet<>(jdbc.sql(ALL)
                .query((row, number) -> JdbcCatalogAddresses.map(row))
                .list());
    }

    /** The addresses of the objects with these names, as in {@link CatalogChange#object}, that exist. */
    public Map<String, CatalogAddress> find(JdbcClient jdbc, Collection<String> objects) {
        Map<String, CatalogAddress> found = new HashMap<>();
        Map<String, CatalogObject> named = definitions(jdbc, named(jdbc, objects));
        objects.stream()
                .map(named::get)
                .filter(Objects::nonNull)
                .forEach(object -> found.put(object.object(), object.address()));
        return found;
    }

    /** The addresses of the objects with these names, and of others that share a part of a name. */
    public Set<CatalogAddress> named(JdbcClient jdbc, Collection<String> objects) {
        return JdbcCatalogTransaction.read(
                jdbc, reading -> JdbcCatalogAddresses.named(reading, CatalogWords.of(objects), 0));
    }

    /** The words of texts that can be names of objects. */
    public static Set<String> wordsOf(Collection<String> texts) {
        return CatalogWords.of(texts);
    }

    /** The objects and all that belongs to them, such as the indexes of a table. */
    public Set<CatalogAddress> ownedBy(JdbcClient jdbc, Collection<CatalogAddress> addresses) {
        return addresses.isEmpty()
                ? Set.of()
                : withDefinitions(JdbcCatalogAddresses.bind(jdbc.sql(OWNED), addresses)
                        .query((row, number) -> JdbcCatalogAddresses.map(row))
                        .list());
    }

    /** The objects and all that depends on them, directly or through other objects. */
    public Set<CatalogAddress> withDependents(JdbcClient jdbc, Collection<CatalogAddress> addresses) {
        return withDefinitions(JdbcCatalogAddresses.withDependents(jdbc, addresses));
    }

    private static Set<CatalogAddress> withDefinitions(Collection<CatalogAddress> addresses) {
        return addresses.stream().filter(JdbcCatalogDefinitions::contains).collect(Collectors.toSet());
    }

    /** The definitions of the objects by their names, with their statements. */
    public SortedMap<String, CatalogObject> read(JdbcClient jdbc, Collection<CatalogAddress> addresses) {
        return withStatements(jdbc, definitions(jdbc, addresses));
    }

    /** The definitions of the objects by their names, without statements. */
    public SortedMap<String, CatalogObject> definitions(JdbcClient jdbc, Collection<CatalogAddress> addresses) {
        SortedMap<String, CatalogObject> objects = new TreeMap<>();
        if (!addresses.isEmpty()) {
            JdbcCatalogTransaction.read(jdbc, reading -> definitions.read(reading, addresses))
                    .forEach(definition -> objects.putIfAbsent(
                            definition.object(),
                            new CatalogObject(
                                    definition.address(), definition.object(), definition.definition(), List.of())));
        }
        return objects;
    }

    /** The same objects with their statements. */
    public SortedMap<String, CatalogObject> withStatements(JdbcClient jdbc, Map<String, CatalogObject> objects) {
        SortedMap<String, CatalogObject> complete = new TreeMap<>(objects);
        if (!objects.isEmpty()) {
            Set<CatalogAddress> addresses =
                    objects.values().stream().map(CatalogObject::address).collect(Collectors.toSet());
            statements(jdbc, addresses)
                    .forEach((object, statements) -> complete.computeIfPresent(
                            object,
                            (name, found) -> new CatalogObject(found.address(), name, found.definition(), statements)));
        }
        return complete;
    }

    /** Reads with the settings for the catalog, so that all names in the statements are qualified. */
    private Map<String, List<ObjectStatement>> statements(JdbcClient jdbc, Collection<CatalogAddress> addresses) {
        return JdbcCatalogTransaction.read(jdbc, reading -> {
            Map<String, TreeMap<Numbered, ObjectStatement>> found = new HashMap<>();
            STATEMENTS.forEach(sql -> JdbcCatalogAddresses.bind(reading.sql(sql), addresses)
                    .param("history", historyTable)
                    .query(row -> {
                        Purpose purpose = Purpose.valueOf(row.getString(4).toUpperCase(Locale.ROOT));
                        String statement =
                                Objects.requireNonNull(row.getString(6), purpose + " of " + row.getString(3));
                        found.computeIfAbsent(row.getString(3), _ -> new TreeMap<>())
                                .put(
                                        new Numbered(purpose, row.getInt(5), statement),
                                        new ObjectStatement(purpose, statement));
                    }));
            Map<String, List<ObjectStatement>> statements = new LinkedHashMap<>();
            found.forEach((object, numbered) -> statements.put(object, List.copyOf(numbered.values())));
            return statements;
        });
    }

    private record Numbered(Purpose purpose, int number, String sql) implements Comparable<Numbered> {
        @Override
        public int compareTo(Numbered other) {
            int byPurpose = purpose.compareTo(other.purpose);
            int byNumber = byPurpose != 0 ? byPurpose : Integer.compare(number, other.number);
            return byNumber != 0 ? byNumber : sql.compareTo(other.sql);
        }
    }
}
