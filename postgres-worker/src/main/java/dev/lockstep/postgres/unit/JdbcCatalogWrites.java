package dev.lockstep.postgres.unit;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds the rows of system tables that one transaction has written. The transaction itself sees its new rows, with an id
 * of the transaction or of one of its subtransactions in {@code xmin}. Every other transaction still sees the rows that
 * it has deleted or replaced, with such an id in {@code xmax}. Only system tables that the transaction has written to
 * are read.
 */
final class JdbcCatalogWrites {
    private static final String ROWS = SqlResource.read("written-rows.sql");
    private static final String ROWS_SINCE = SqlResource.read("rows-since.sql");
    private static final String DIGESTS = SqlResource.read("written-digests.sql");

    private JdbcCatalogWrites() {}

    /**
     * Rows that the current transaction has written to a system table.
     *
     * @param added rows inserted, and new versions of updated rows
     * @param removed rows deleted, and old versions of updated rows
     */
    record Counter(long added, long removed) {
        private static final Counter NONE = new Counter(0, 0);
        private static final Counter UNKNOWN = new Counter(1, 1);

        Counter minus(Counter earlier) {
            return new Counter(added - earlier.added, removed - earlier.removed);
        }
    }

    /**
     * The ids that the rows of one transaction can have.
     *
     * @param id the id of the transaction; the ids of its subtransactions are higher
     * @param next an id that is higher than those of all its subtransactions
     */
    record Ids(long id, long next) {
        private String xid() {
            return String.valueOf(id & 0xFFFF_FFFFL);
        }
    }

    /**
     * The counters of the system tables in the current transaction.
     *
     * @param isKept whether the server counts rows (setting {@code track_counts})
     */
    record Counters(boolean isKept, Map<String, Counter> byTable) {
        static final Counters NONE = new Counters(false, Map.of());

        /** The tables that were written since an earlier reading; all tables if the server did not count rows. */
        Map<String, Counter> since(Counters earlier) {
            Map<String, Counter> written = new HashMap<>();
            byTable.forEach((table, counter) -> {
                Counter difference = isKept && earlier.isKept
                        ? counter.minus(earlier.byTable.getOrDefault(table, Counter.NONE))
                        : Counter.UNKNOWN;
                if (difference.added() > 0 || difference.removed() > 0) {
                    written.put(table, difference);
                }
            });
            return written;
        }
    }

    static Counters counters(JdbcClient jdbc) {
        Map<String, Counter> byTable = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT c.relname, ins + upd, upd + del
                          FROM pg_catalog.pg_class c,
                               LATERAL (SELECT pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) AS ins,
                                               pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) AS upd,
                                               pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS del) AS counted
                         WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
                           AND c.relname = ANY (CAST(:tables AS pg_catalog.name[]))""")
                .param(
                        "tables",
                        CatalogTable.ALL.stream().map(CatalogTable::name).toArray(String[]::new))
                .query(row -> {
                    byTable.put(row.getString(1), new Counter(row.getLong(2), row.getLong(3)));
                });
        boolean isKept = jdbc.sql("SELECT pg_catalog.current_setting('track_counts')::boolean")
                .query(Boolean.class)
                .single();
        return new Counters(isKept, byTable);
    }

    /** The rows that the current transaction has added. */
    static Map<CatalogAddress, CatalogWrites.Rows> added(JdbcClient jdbc, Map<String, Counter> written, Ids ids) {
        return rows(jdbc, tables(written, counter -> counter.added() > 0), "xmin", ids);
    }

    /** The rows that another transaction, which is still open, has removed. */
    static Map<CatalogAddress, CatalogWrites.Rows> removed(JdbcClient jdbc, Map<String, Counter> written, Ids ids) {
        return rows(jdbc, tables(written, counter -> counter.removed() > 0), "xmax", ids);
    }

    /**
     * Those of the objects that have rows which were committed after a snapshot.
     *
     * @param snapshot as the server prints it
     */
    static Set<CatalogAddress> committedSince(
            JdbcClient jdbc, Collection<CatalogAddress> addresses, Ids ids, String snapshot) {
        Set<String> catalogs = addresses.stream().map(CatalogAddress::catalog).collect(Collectors.toSet());
        String perTable = CatalogTable.ALL.stream()
                .flatMap(CatalogTable::withIndexedOid)
                .filter(table -> table.contains(catalogs))
                .map(table -> ROWS_SINCE.formatted(table.name(), table.catalog(), table.oid()))
                .collect(Collectors.joining(" UNION ALL "));
        return addresses.isEmpty()
                ? Set.of()
                : new HashSet<>(JdbcCatalogAddresses.bind(jdbc.sql(perTable), addresses)
                        .param("id", ids.id())
                        .param("xid", ids.xid())
                        .param("snapshot", snapshot)
                        .param("horizon", Long.valueOf(snapshot.substring(0, snapshot.indexOf(':'))))
                        .query((row, number) -> JdbcCatalogAddresses.map(row))
                        .list());
    }

    private static List<CatalogTable> tables(Map<String, Counter> written, Predicate<Counter> isRead) {
        return CatalogTable.ALL.stream()
                .filter(table -> isRead.test(written.getOrDefault(table.name(), Counter.NONE)))
                .toList();
    }

    private static Map<CatalogAddress, CatalogWrites.Rows> rows(
            JdbcClient jdbc, Collection<CatalogTable> tables, String column, Ids ids) {
        Map<CatalogAddress, CatalogWrites.Rows> rows = new HashMap<>();
        if (!tables.isEmpty()) {
            String perTable =
                    tables.stream().map(table -> select(table, column)).collect(Collectors.joining(" UNION ALL "));
            jdbc.sql(DIGESTS.formatted(perTable))
                    .param("id", ids.id())
                    .param("xid", ids.xid())
                    .param("span", Math.min(ids.next() - ids.id(), Integer.MAX_VALUE / 2))
                    .query(row -> {
                        rows.put(
                                JdbcCatalogAddresses.map(row),
                                new CatalogWrites.Rows(row.getString(3), row.getString(4)));
                    });
        }
        return rows;
    }

    private static String select(CatalogTable table, String column) {
        return ROWS.formatted(
                table.name(), table.catalog(), table.oid(), table.content(), table.naming(), column, table.condition());
    }
}
