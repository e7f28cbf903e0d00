package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps triggers, rules and foreign keys of tables from acting on the rows that a restore writes. Triggers and rules
 * are disabled by the owner, who may do this. Foreign keys are dropped, and created again when all rows are written, so
 * that the server checks every row.
 */
final class JdbcTableGuards {
    /** Foreign keys from and to the tables; those of a partitioned table belong to its partitions too. */
    private static final String FOREIGN_KEYS =
            """
            WITH RECURSIVE related(oid) AS (
              SELECT unnest(CAST(:oids AS oid[]))
              UNION SELECT h.inhparent FROM related JOIN pg_inherits h ON h.inhrelid = related.oid
            )
            SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
              FROM pg_constraint
             WHERE contype = 'f' AND conparentid = 0
               AND (conrelid IN (SELECT oid FROM related) OR confrelid IN (SELECT oid FROM related))
             ORDER BY 1""";

    private static final String ENABLED =
            """
            SELECT format('ALTER TABLE ONLY %s ENABLE %sTRIGGER %I', tgrelid::regclass,
                          CASE tgenabled WHEN 'R' THEN 'REPLICA ' WHEN 'A' THEN 'ALWAYS ' ELSE '' END, tgname),
                   'pg_trigger', tgrelid::bigint, tgname
              FROM pg_trigger WHERE tgrelid = ANY (CAST(:oids AS oid[])) AND NOT tgisinternal AND tgenabled <> 'D'
            UNION ALL
            SELECT format('ALTER TABLE %s ENABLE %sRULE %I', ev_class::regclass,
                          CASE ev_enabled WHEN 'R' THEN 'REPLICA ' WHEN 'A' THEN 'ALWAYS ' ELSE '' END, rulename),
                   'pg_rewrite', ev_class::bigint, rulename
              FROM pg_rewrite WHERE ev_class = ANY (CAST(:oids AS oid[])) AND rulename <> '_RETURN'
               AND ev_enabled <> 'D'""";
    private static final String EXISTING =
            """
            SELECT statement
              FROM unnest(CAST(:statements AS text[]), CAST(:catalogs AS text[]), CAST(:tables AS oid[]),
                          CAST(:names AS text[])) WITH ORDINALITY AS enabling(statement, catalog, table_oid, name, number)
             WHERE CASE catalog
                   WHEN 'pg_trigger'
                   THEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = table_oid AND tgname = enabling.name)
                   ELSE EXISTS (SELECT FROM pg_rewrite WHERE ev_class = table_oid AND rulename = enabling.name) END
             ORDER BY number""";
    private static final String DISABLE =
            """
            SELECT format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', tgrelid::regclass, tgname)
              FROM pg_trigger WHERE tgrelid = ANY (CAST(:oids AS oid[])) AND NOT tgisinternal AND tgenabled <> 'D'
            UNION ALL
            SELECT format('ALTER TABLE %s DISABLE RULE %I', ev_class::regclass, rulename)
              FROM pg_rewrite WHERE ev_class = ANY (CAST(:oids AS oid[])) AND rulename <> '_RETURN'
               AND ev_enabled <> 'D'""";

    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;
    private final List<Enabling> enablings = new ArrayList<>();

    /** The statement that enables a trigger or a rule again. */
    private record Enabling(String statement, String catalog, long table, String name) {}

    JdbcTableGuards(JdbcDispatchSession session) {
        this.session = session;
        this.jdbc = session.jdbc();
    }

    void disable(Collection<Long> tables) {
        if (tables.isEmpty()) {
            return;
        }
        enablings.addAll(jdbc.sql(ENABLED)
                .param("oids", tables.toArray(Long[]::new))
                .query((row, number) ->
                        new Enabling(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)))
                .list());
        run(DISABLE, tables);
        run(FOREIGN_KEYS, tables);
    }

    private void run(String query, Collection<Long> tables) {
        jdbc.sql(query)
                .param("oids", tables.toArray(Long[]::new))
                .query(String.class)
                .list()
                .forEach(sql -> JdbcBackupTransaction.execute(session, sql));
    }

    /** Triggers that were dropped with a column are created again later, with their state. */
    void enable() {
        if (enablings.isEmpty()) {
            return;
        }
        jdbc.sql(EXISTING)
                .param("statements", enablings.stream().map(Enabling::statement).toArray(String[]::new))
                .param("catalogs", enablings.stream().map(Enabling::catalog).toArray(String[]::new))
                .param("tables", enablings.stream().map(Enabling::table).toArray(Long[]::new))
                .param("names", enablings.stream().map(Enabling::name).toArray(String[]::new))
                .query(String.class)
                .list()
                .forEach(sql -> JdbcBackupTransaction.execute(session, sql));
    }
}
