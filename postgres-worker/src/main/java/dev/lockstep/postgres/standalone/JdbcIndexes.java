package dev.lockstep.postgres.standalone;

import dev.lockstep.postgres.target.JdbcSavepoint;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds indexes in the catalog. */
public final class JdbcIndexes {
    private static final String SELECT =
            """
            SELECT c.oid::bigint AS oid,
                   format('%%I.%%I', n.nspname, c.relname) AS name,
                   pg_get_indexdef(c.oid) AS definition,
                   concat_ws('; ',
                     CASE WHEN i.indisclustered THEN 'clustered' END,
                     CASE WHEN i.indisreplident THEN 'replica identity' END,
                     'tablespace ' || (SELECT quote_ident(spcname) FROM pg_tablespace t WHERE t.oid = c.reltablespace),
                     'used by ' || (SELECT string_agg(format('constraint %%I on %%s', conname, conrelid::regclass), ', '
                                                      ORDER BY conname, conrelid)
                                      FROM pg_constraint WHERE conindid = c.oid)) AS attributes
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = %s""";

    private final JdbcClient jdbc;

    public JdbcIndexes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether an index exists, and whether queries can use it. */
    public enum State {
        ABSENT,
        /** The index remains from a concurrent statement that failed, was interrupted or still runs. */
        INVALID,
        VALID
    }

    /** Finds the index with this qualified name; call it inside a transaction. */
    public Optional<CatalogIndex> find(String name) {
        return JdbcSavepoint.readCatalog(jdbc, () -> jdbc.sql(SELECT.formatted("to_regclass(:name)"))
                .param("name", name)
                .query(CatalogIndex.class)
                .optional());
    }

    /** Finds the index with this OID, also if it was renamed; call it inside a transaction. */
    public Optional<CatalogIndex> find(long oid) {
        return JdbcSavepoint.readCatalog(jdbc, () -> jdbc.sql(SELECT.formatted("CAST(:oid AS oid)"))
                .param("oid", oid)
                .query(CatalogIndex.class)
                .optional());
    }

    State state(String name) {
        return jdbc.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:index)")
                .param("index", name)
                .query(Boolean.class)
                .optional()
                .map(valid -> valid ? State.VALID : State.INVALID)
                .orElse(State.ABSENT);
    }

    /**
     * The qualified name that a new index will have, truncated as by the server; empty if the table does not exist.
     *
     * @param table the name as written in SQL
     * @param index the name as written in SQL
     */
    Optional<String> newName(String table, String index) {
        return jdbc.sql(
                        """
                        SELECT format('%I.%I', n.nspname, (parse_ident(:index))[1]::name)
                          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass(:table)""")
                .param("index", index)
                .param("table", table)
                .query(String.class)
                .optional();
    }

    /**
     * The qualified name of an existing index; empty if it does not exist.
     *
     * @param index the name as written in SQL
     */
    Optional<String> existingName(String index) {
        return jdbc.sql(
                        """
                        SELECT format('%I.%I', n.nspname, c.relname)
                          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE c.oid = to_regclass(:index) AND c.relkind IN ('i', 'I')""")
                .param("index", index)
                .query(String.class)
                .optional();
    }
}
