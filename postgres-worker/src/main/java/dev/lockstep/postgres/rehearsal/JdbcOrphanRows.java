package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes rows of a sample that refer to rows outside of it, so that foreign keys can be created. A row that is removed
 * may leave others without theirs, so it repeats until no row is left to remove. After a number of rounds, which only
 * long chains of rows reach, it removes all rows that refer to others by such a foreign key.
 */
final class JdbcOrphanRows {
    private static final int MAX_ROUNDS = 50;
    /** The operators are those of the foreign key. Keys with PERIOD need more than equality. */
    private static final String FOREIGN_KEYS =
            """
            SELECT format('FROM %s%I.%I AS c WHERE %s', CASE child.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END,
                          child_schema.nspname, child.relname,
                          string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ' ORDER BY k.n)) AS referring,
                   format('AND NOT EXISTS (SELECT FROM %s%I.%I AS p WHERE %s)',
                          CASE parent.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END, parent_schema.nspname, parent.relname,
                          string_agg(format('p.%I OPERATOR(%I.%s) c.%I', b.attname, operator_schema.nspname, o.oprname,
                                            a.attname), ' AND ' ORDER BY k.n)) AS orphaned
              FROM pg_constraint f
              JOIN pg_class child ON child.oid = f.conrelid JOIN pg_namespace child_schema ON child_schema.oid = child.relnamespace
              JOIN pg_class parent ON parent.oid = f.confrelid JOIN pg_namespace parent_schema ON parent_schema.oid = parent.relnamespace
             CROSS JOIN LATERAL unnest(f.conkey, f.confkey, f.conpfeqop) WITH ORDINALITY AS k(child, parent, operator, n)
              JOIN pg_attribute a ON a.attrelid = child.oid AND a.attnum = k.child
              JOIN pg_attribute b ON b.attrelid = parent.oid AND b.attnum = k.parent
              JOIN pg_operator o ON o.oid = k.operator JOIN pg_namespace operator_schema ON operator_schema.oid = o.oprnamespace
             WHERE f.contype = 'f' AND f.conparentid = 0 AND child_schema.nspname <> 'lockstep_journal'
               AND coalesce((to_jsonb(f) ->> 'conenforced')::boolean, true)
               AND NOT coalesce((to_jsonb(f) ->> 'conperiod')::boolean, false)
             GROUP BY f.oid, child.oid, child_schema.oid, parent.oid, parent_schema.oid, child.relkind, child_schema.nspname,
                      child.relname, parent.relkind, parent_schema.nspname, parent.relname
             ORDER BY 1, 2""";

    /**
     * A foreign key of the target.
     *
     * @param referring selects the rows that refer to others
     * @param orphaned selects those of them whose other row is missing
     */
    record ForeignKey(String referring, String orphaned) {}

    private final JdbcDispatchSession copy;
    private long removed;

    JdbcOrphanRows(JdbcDispatchSession copy) {
        this.copy = copy;
    }

    static List<ForeignKey> foreignKeys(JdbcClient source) {
        return source.sql(FOREIGN_KEYS)
                .query((row, number) -> new ForeignKey(row.getString(1), row.getString(2)))
                .list();
    }

    /** Returns the number of removed rows. */
    long remove(List<ForeignKey> keys) {
        List<ForeignKey> broken = keys;
        for (int round = 0; round < MAX_ROUNDS && !broken.isEmpty(); round++) {
            broken = removeOrphans(keys);
        }
        while (!broken.isEmpty()) {
            broken.forEach(key -> removed += delete(key.referring()));
            broken = removeOrphans(keys);
        }
        return removed;
    }

    /** Returns the keys by which rows were removed. */
    private List<ForeignKey> removeOrphans(List<ForeignKey> keys) {
        List<ForeignKey> broken = new ArrayList<>();
        for (ForeignKey key : keys) {
            long deleted = delete(key.referring() + " " + key.orphaned());
            removed += deleted;
            if (deleted > 0) {
                broken.add(key);
            }
        }
        return broken;
    }

    private long delete(String rows) {
        copy.context().checkpoint();
        return JdbcSimpleQuery.execute(copy, "DELETE " + rows);
    }
}
