package dev.lockstep.postgres.backup;

import dev.lockstep.contract.json.LockstepJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads tables with their columns. The connection has the settings for the catalog. */
final class JdbcTableShapes {
    private static final String SHAPES =
            """
            SELECT c.oid::bigint, format('%%I.%%I', n.nspname, c.relname), c.relkind = 'p',
                   (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                             'number', a.attnum, 'name', quote_ident(a.attname),
                             'type', format_type(a.atttypid, a.atttypmod)
                                     || coalesce(' COLLATE ' || CASE WHEN a.attcollation <> t.typcollation
                                                                     THEN a.attcollation::regcollation::text END, ''),
                             'generation', CASE WHEN a.attgenerated <> ''
                                                THEN a.attgenerated::text || ' ' || pg_get_expr(d.adbin, d.adrelid) END,
                             'inherited', a.attinhcount > 0)) ORDER BY a.attnum), '[]')
                      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                      LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
                     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                   (SELECT coalesce(jsonb_agg(quote_ident(a.attname) ORDER BY k.n), '[]')
                      FROM pg_index i
                     CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(attnum, n)
                      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                     WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid AND i.indimmediate
                       AND k.n <= i.indnkeyatts)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND %s
             ORDER BY c.oid""";

    private JdbcTableShapes() {}

    /** Those of the tables that exist, by their OID. */
    static Map<Long, TableShape> read(JdbcClient jdbc, Collection<Long> oids) {
        return jdbc
                .sql(SHAPES.formatted("c.oid = ANY (CAST(:oids AS oid[]))"))
                .param("oids", oids.toArray(Long[]::new))
                .query((row, number) -> shape(row))
                .list()
                .stream()
                .collect(Collectors.toMap(TableShape::oid, shape -> shape));
    }

    /** Those of the tables with these qualified and quoted names that exist, by their names. */
    static Map<String, TableShape> named(JdbcClient jdbc, Collection<String> names) {
        return jdbc
                .sql(SHAPES.formatted("c.oid = ANY (ARRAY(SELECT to_regclass(name)::oid"
                        + " FROM unnest(CAST(:names AS text[])) AS wanted(name)))"))
                .param("names", names.toArray(String[]::new))
                .query((row, number) -> shape(row))
                .list()
                .stream()
                .collect(Collectors.toMap(TableShape::name, shape -> shape));
    }

    private static TableShape shape(ResultSet row) throws SQLException {
        return new TableShape(
                row.getLong(1),
                row.getString(2),
                row.getBoolean(3),
                List.of(LockstepJson.messages().readValue(row.getString(4), TableColumn[].class)),
                List.of(LockstepJson.messages().readValue(row.getString(5), String[].class)));
    }
}
