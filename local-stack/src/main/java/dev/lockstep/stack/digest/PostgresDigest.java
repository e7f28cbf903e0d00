package dev.lockstep.stack.digest;

import dev.lockstep.stack.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Digest of a database: the rows of its tables by primary key, and its catalog. */
public final class PostgresDigest {

    private static final int FETCH_SIZE = 1_000;

    // Excludes system schemas and Lockstep's journal and history.
    private static final String APPLICATION_RELATIONS =
            """
             n.nspname NOT IN ('pg_catalog', 'information_schema', 'lockstep_journal')
             AND n.nspname NOT LIKE 'pg\\_%'
             AND c.relname NOT LIKE 'lockstep\\_schema\\_history%'
            """;

    private static final String TABLES_QUERY =
            """
            SELECT format('%I.%I', n.nspname, c.relname),
                   coalesce((SELECT string_agg(format('%I', a.attname), ', ' ORDER BY k.position)
                             FROM pg_index i
                             CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, position)
                             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                             WHERE i.indrelid = c.oid AND i.indisprimary), '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND"""
                    + APPLICATION_RELATIONS + "ORDER BY 1";

    private static final List<String> CATALOG_QUERIES = List.of(
            """
            SELECT format('column %I.%I.%I', n.nspname, c.relname, a.attname),
                   concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
                             pg_get_expr(d.adbin, d.adrelid),
                             rank() OVER (PARTITION BY c.oid ORDER BY a.attnum))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND"""
                    + APPLICATION_RELATIONS,
            """
            SELECT format('relation %I.%I', n.nspname, c.relname),
                   concat_ws(' ', c.relkind, pg_get_userbyid(c.relowner), c.relacl, c.relrowsecurity, c.reloptions,
                             CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND"""
                    + APPLICATION_RELATIONS,
            """
            SELECT format('index %I.%I', n.nspname, c.relname),
                   concat_ws(' ', pg_get_indexdef(c.oid), i.indisvalid, i.indisready)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_index i ON i.indexrelid = c.oid
            WHERE"""
                    + APPLICATION_RELATIONS,
            """
            SELECT format('constraint %I.%I.%I', n.nspname, c.relname, o.conname),
                   concat_ws(' ', pg_get_constraintdef(o.oid), o.convalidated)
            FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE"""
                    + APPLICATION_RELATIONS,
            """
            SELECT format('trigger %I.%I.%I', n.nspname, c.relname, t.tgname),
                   concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT t.tgisinternal AND"""
                    + APPLICATION_RELATIONS,
            """
            SELECT format('function %I.%s', n.nspname, p.oid::regprocedure), pg_get_functiondef(p.oid)
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE p.prokind IN ('f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'lockstep_journal')
            """,
            """
            SELECT format('enum %I.%I', n.nspname, t.typname), string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
            FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE n.nspname <> 'lockstep_journal' GROUP BY 1
            """,
            """
            SELECT format('schema %I', n.nspname), concat_ws(' ', pg_get_userbyid(n.nspowner), n.nspacl)
            FROM pg_namespace n
            WHERE n.nspname NOT IN ('information_schema', 'lockstep_journal') AND n.nspname NOT LIKE 'pg\\_%'
            """);

    private PostgresDigest() {}

    /** Reads the database in one transaction. */
    public static StoreDigest of(PostgresDatabase database) {
        try (Connection connection = database.connect()) {
            return of(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read " + database.name(), e);
        }
    }

    /** Reads the database in one REPEATABLE READ transaction, so that all queries see the same data. */
    public static StoreDigest of(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        SortedMap<String, UnitDigest> units = new TreeMap<>();
        try {
            for (String query : CATALOG_QUERIES) {
                readCatalog(connection, query, units);
            }
            for (Table table : tables(connection)) {
                readRows(connection, table, units);
            }
            return new StoreDigest(Instant.now(), units);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private record Table(String name, String key) {

        // In a table without a primary key, equal rows are one unit, whose content contains each of these rows.
        String query() {
            String unit = key.isEmpty() ? "to_json(t)::text" : "json_build_array(" + key + ")::text";
            return "SELECT " + unit + ", string_agg(to_json(t)::text, ' ') FROM " + name + " t GROUP BY 1";
        }
    }

    private static List<Table> tables(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TABLES_QUERY)) {
            while (rows.next()) {
                tables.add(new Table(rows.getString(1), rows.getString(2)));
            }
        }
        return tables;
    }

    private static void readCatalog(Connection connection, String query, SortedMap<String, UnitDigest> units)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                units.put(rows.getString(1), UnitDigest.of(Sha256.of(rows.getString(2))));
            }
        }
    }

    private static void readRows(Connection connection, Table table, SortedMap<String, UnitDigest> units)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet rows = statement.executeQuery(table.query())) {
                while (rows.next()) {
                    units.put(
                            "row " + table.name() + " " + rows.getString(1),
                            UnitDigest.of(Sha256.of(rows.getString(2))));
                }
            }
        }
    }
}
