package dev.lockstep.postgres.schema;

import dev.lockstep.postgres.unit.CatalogAddress;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds what depends on an object. */
final class JdbcDependents {
    private static final Set<String> REPLACEABLE =
            Set.of("table", "rule", "trigger", "policy", "constraint", "index", "routine", "statistics", "publication");
    private static final String OF_COLUMN =
            """
            SELECT DISTINCT CASE WHEN w.oid IS NULL THEN d.classid::regclass::text ELSE 'pg_class' END,
                   coalesce(w.ev_class, d.objid)
              FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
              LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.rulename = '_RETURN'
             WHERE a.attrelid = CAST(:oid AS oid) AND NOT a.attisdropped
               AND format('column %I.%I.%I', n.nspname, c.relname, a.attname) = :object
               AND d.classid IN ('pg_class'::regclass, 'pg_constraint'::regclass, 'pg_rewrite'::regclass,
                                 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_statistic_ext'::regclass)""";

    /** Stops at tables with rows: what depends on them stays. */
    private static final String OF_OBJECTS =
            """
            WITH RECURSIVE dependent(class, oid) AS (
              SELECT catalog::regclass::oid, oid
                FROM unnest(CAST(:catalogs AS text[]), CAST(:objects AS oid[])) AS address(catalog, oid)
              UNION
              SELECT CASE WHEN w.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass END::oid, coalesce(w.ev_class, d.objid)
                FROM dependent
                JOIN pg_depend d ON d.refclassid = dependent.class AND d.refobjid = dependent.oid AND d.deptype <> 'e'
                LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.rulename = '_RETURN'
               WHERE NOT EXISTS (SELECT FROM pg_class c
                                  WHERE d.classid = 'pg_class'::regclass AND c.oid = d.objid AND c.relkind IN ('r', 'p', 'f'))
            )
            SELECT (SELECT relname::text FROM pg_class WHERE pg_class.oid = dependent.class), oid FROM dependent""";

    private final JdbcClient jdbc;

    JdbcDependents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What depends directly on a column of a table, such as indexes, constraints and views. */
    Set<CatalogAddress> ofColumn(CatalogObject column) {
        return new HashSet<>(jdbc.sql(OF_COLUMN)
                .param("oid", column.address().oid())
                .param("object", column.object())
                .query((row, _number) -> new CatalogAddress(row.getString(1), row.getLong(2)))
                .list());
    }

    /**
     * What must be dropped before the object is, and can be created again because it has no data, the last created one first.
     *
     * @param current all objects
     */
    List<CatalogObject> replaceable(CatalogObject object, Map<String, CatalogObject> current) {
        boolean isColumn = object.kind().equals("column");
        Set<CatalogAddress> roots = isColumn ? views(ofColumn(object), current) : Set.of(object.address());
        Set<CatalogAddress> dependents = ofObjects(roots);
        if (!isColumn) {
            dependents.remove(object.address());
        }
        return current.values().stream()
                .filter(found -> dependents.contains(found.address()))
                .filter(found -> REPLACEABLE.contains(found.kind()) && !ObjectOrder.hasRows(found))
                .sorted(ObjectOrder.CREATION.reversed())
                .toList();
    }

    private Set<CatalogAddress> ofObjects(Set<CatalogAddress> roots) {
        return new HashSet<>(jdbc.sql(OF_OBJECTS)
                .param("catalogs", roots.stream().map(CatalogAddress::catalog).toArray(String[]::new))
                .param("objects", roots.stream().map(CatalogAddress::oid).toArray(Long[]::new))
                .query((row, _number) -> new CatalogAddress(row.getString(1), row.getLong(2)))
                .list());
    }

    /** What blocks a change of a column's type. PostgreSQL builds indexes and constraints again by itself. */
    private static Set<CatalogAddress> views(Set<CatalogAddress> dependents, Map<String, CatalogObject> current) {
        Set<CatalogAddress> blocking = new HashSet<>();
        current.values().stream()
                .filter(found -> dependents.contains(found.address()))
                .filter(found -> Set.of("table", "rule", "trigger", "policy").contains(found.kind()))
                .filter(found -> !ObjectOrder.hasRows(found))
                .forEach(found -> blocking.add(found.address()));
        return blocking;
    }
}
