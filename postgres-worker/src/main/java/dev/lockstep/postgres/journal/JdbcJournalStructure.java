package dev.lockstep.postgres.journal;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Fingerprint of the objects in the journal's schema. A script that changes it has changed the journal. */
public final class JdbcJournalStructure {
    private JdbcJournalStructure() {}

    /** Reads the fingerprint in the current transaction, with its uncommitted changes. */
    public static String read(JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT pg_catalog.md5(pg_catalog.string_agg(pg_catalog.concat_ws(' ', d.classid, d.objid,
                                 c.relname, c.relowner, c.relnatts, c.relchecks, c.relhasrules, c.relhastriggers,
                                 c.relrowsecurity,
                                 (SELECT pg_catalog.count(*) FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid),
                                 (SELECT pg_catalog.string_agg(
                                           pg_catalog.concat_ws(' ', a.attname, a.atttypid, a.attnotnull), ','
                                           ORDER BY a.attnum)
                                    FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)),
                               ';' ORDER BY d.classid, d.objid))
                          FROM pg_catalog.pg_depend d
                          LEFT JOIN pg_catalog.pg_class c
                            ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = d.objid
                         WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
                           AND d.refobjid = 'lockstep_journal'::pg_catalog.regnamespace""")
                .query(String.class)
                .single();
    }
}
