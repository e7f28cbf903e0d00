package dev.lockstep.postgres.dryrun;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads tables and their primary keys. */
final class JdbcSampledTables {
    private JdbcSampledTables() {}

    /** Those of the tables that exist now and have a primary key, by their OID. */
    static Map<Long, SampledTable> find(JdbcClient jdbc, Collection<Long> oids) {
        Map<Long, SampledTable> tables = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname),
                               array_agg(quote_ident(a.attname) ORDER BY k.n),
                               array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY k.n),
                               (SELECT array_agg(attname::text) FROM pg_attribute
                                 WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)
                          FROM pg_class c
                          JOIN pg_namespace n ON n.oid = c.relnamespace
                          JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
                         CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(attnum, n)
                          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                         WHERE c.oid = ANY (CAST(:oids AS oid[])) AND c.relkind = 'r' AND k.n <= i.indnkeyatts
                         GROUP BY c.oid, n.nspname, c.relname""")
                .param("oids", oids.toArray(Long[]::new))
                .query((row, number) -> table(row))
                .list()
                .forEach(table -> tables.put(table.oid(), table));
        return tables;
    }

    private static SampledTable table(ResultSet row) throws SQLException {
        return new SampledTable(row.getLong(1), row.getString(2), texts(row, 3), texts(row, 4), texts(row, 5));
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
