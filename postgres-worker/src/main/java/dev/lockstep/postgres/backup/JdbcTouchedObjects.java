package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.unit.CatalogAddress;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the tables and other objects of the names that a trial has found. */
final class JdbcTouchedObjects {
    /** Changes of these do not change rows, and no row is needed to undo them. */
    private static final Set<String> WITHOUT_ROWS = Set.of(
            "index", "comment", "privileges", "statistics", "publication", "trigger", "policy", "rule", "sequence");

    private static final String USER_TABLE =
            """
            c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
            AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockstep_journal')
            AND c.oid IS DISTINCT FROM to_regclass(:history)""";
    private static final String BY_NAME =
            "SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE format('%I.%I', n.nspname, c.relname) = ANY (CAST(:names AS text[])) AND " + USER_TABLE;
    /** The tables with these names, and those to which foreign keys carry their changes. */
    private static final String BY_WORDS =
            """
            WITH RECURSIVE named(oid) AS (
              SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relname = ANY (CAST(:words AS text[])::name[]) AND %s
              UNION
              SELECT f.conrelid FROM named JOIN pg_constraint f ON f.confrelid = named.oid AND f.contype = 'f'
               WHERE f.confdeltype IN ('c', 'n', 'd') OR f.confupdtype IN ('c', 'n', 'd')
            )
            SELECT oid::bigint FROM named"""
                    .formatted(USER_TABLE);

    private static final String OWNERS =
            """
            SELECT DISTINCT c.oid::bigint
              FROM unnest(CAST(:catalogs AS text[]), CAST(:objects AS oid[])) AS address(catalog, oid),
                   LATERAL (SELECT CASE catalog
                     WHEN 'pg_class' THEN coalesce(
                       (SELECT indrelid FROM pg_index WHERE indexrelid = address.oid),
                       (SELECT refobjid FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = address.oid
                           AND deptype IN ('a', 'i') AND refclassid = 'pg_class'::regclass AND refobjsubid > 0 LIMIT 1),
                       address.oid)
                     WHEN 'pg_constraint' THEN (SELECT conrelid FROM pg_constraint WHERE pg_constraint.oid = address.oid)
                     WHEN 'pg_trigger' THEN (SELECT tgrelid FROM pg_trigger WHERE pg_trigger.oid = address.oid)
                     WHEN 'pg_rewrite' THEN (SELECT ev_class FROM pg_rewrite WHERE pg_rewrite.oid = address.oid)
                     WHEN 'pg_policy' THEN (SELECT polrelid FROM pg_policy WHERE pg_policy.oid = address.oid)
                     WHEN 'pg_statistic_ext' THEN (SELECT stxrelid FROM pg_statistic_ext x WHERE x.oid = address.oid)
                     END AS oid) AS owner
              JOIN pg_class c ON c.oid = owner.oid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE %s"""
                    .formatted(USER_TABLE);
    private static final String WITH_TYPES =
            """
            SELECT DISTINCT c.oid::bigint
              FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
              JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE NOT a.attisdropped
               AND (a.atttypid = ANY (CAST(:types AS oid[])) OR t.typelem = ANY (CAST(:types AS oid[]))
                    OR t.typbasetype = ANY (CAST(:types AS oid[]))) AND %s"""
                    .formatted(USER_TABLE);
    private static final String TREES =
            """
            WITH RECURSIVE tree(oid) AS (
              SELECT unnest(CAST(:oids AS oid[]))
              UNION
              SELECT CASE h.inhrelid WHEN tree.oid THEN h.inhparent ELSE h.inhrelid END
                FROM tree JOIN pg_inherits h ON h.inhrelid = tree.oid OR h.inhparent = tree.oid
            )
            SELECT c.oid::bigint FROM tree JOIN pg_class c ON c.oid = tree.oid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE %s"""
                    .formatted(USER_TABLE);
    private static final String SEQUENCES =
            """
            SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND c.relname = ANY (CAST(:words AS text[])::name[])
               AND n.nspname !~ '^pg_' AND n.nspname <> 'lockstep_journal'""";

    private final JdbcClient jdbc;
    private final JdbcCatalogObjects catalog;
    private final String history;

    /** @param history the qualified name of the schema history table, which no backup contains */
    JdbcTouchedObjects(JdbcClient jdbc, JdbcCatalogObjects catalog, String history) {
        this.jdbc = jdbc;
        this.catalog = catalog;
        this.history = history;
    }

    TouchedObjects find(TouchedNames names) {
        Map<String, CatalogAddress> existing = catalog.find(jdbc, names.changed());
        Set<Long> withRows = new HashSet<>(byName(names.written()));
        withRows.addAll(byWords(names.untried()));
        withRows.addAll(owners(existing, false));
        withRows.addAll(tablesWithTypes(existing.values()));
        SortedMap<Long, Boolean> tables = new TreeMap<>();
        trees(owners(existing, true)).forEach(oid -> tables.put(oid, false));
        trees(withRows).forEach(oid -> tables.put(oid, true));
        return new TouchedObjects(
                tables,
                new HashSet<>(existing.values()),
                sequences(names.texts()),
                names.created().stream().sorted().toList());
    }

    private List<Long> byName(Collection<String> names) {
        return oids(jdbc.sql(BY_NAME).param("names", names.toArray(String[]::new)));
    }

    private List<Long> byWords(Collection<String> texts) {
        return oids(jdbc.sql(BY_WORDS)
                .param("words", JdbcCatalogObjects.wordsOf(texts).toArray(String[]::new)));
    }

    private List<Long> owners(Map<String, CatalogAddress> changed, boolean areOnlyDefinitions) {
        List<CatalogAddress> addresses = changed.entrySet().stream()
                .filter(entry -> WITHOUT_ROWS.contains(entry.getKey().split(" ", 2)[0]) == areOnlyDefinitions)
                .map(Map.Entry::getValue)
                .toList();
        return oids(jdbc.sql(OWNERS)
                .param(
                        "catalogs",
                        addresses.stream().map(CatalogAddress::catalog).toArray(String[]::new))
                .param("objects", addresses.stream().map(CatalogAddress::oid).toArray(Long[]::new)));
    }

    private List<Long> tablesWithTypes(Collection<CatalogAddress> changed) {
        return oids(jdbc.sql(WITH_TYPES)
                .param(
                        "types",
                        changed.stream()
                                .filter(address -> address.catalog().equals("pg_type"))
                                .map(CatalogAddress::oid)
                                .toArray(Long[]::new)));
    }

    private List<Long> trees(Collection<Long> tables) {
        return oids(jdbc.sql(TREES).param("oids", tables.toArray(Long[]::new)));
    }

    private List<Long> oids(JdbcClient.StatementSpec query) {
        return query.param("history", history)
                .query((row, number) -> row.getLong(1))
                .list();
    }

    private Set<Long> sequences(Collection<String> texts) {
        return new HashSet<>(jdbc.sql(SEQUENCES)
                .param("words", JdbcCatalogObjects.wordsOf(texts).toArray(String[]::new))
                .query((row, number) -> row.getLong(1))
                .list());
    }
}
