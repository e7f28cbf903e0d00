package dev.lockstep.postgres.unit;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
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
    private static final String PROGRESS = SqlResource.read("catalog-progress.sql");
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
     * A transaction and what it has written to system tables until now.
     *
     * @param id the id of the transaction; the ids of its subtransactions are higher
     * @param pid the process id of its session, because other transactions can have ids between these
     * @param isCounted whether the server counts rows (setting {@code track_counts})
     * @param byTable the counters of all system tables that the server has
     */
    record Progress(long id, int pid, boolean isCounted, Map<String, Counter> byTable) {
        static final Progress NONE = new Progress(0, 0, false, Map.of());

        /** The tables that were written since an earlier reading; all tables if the server did not count rows. */
        Map<String, Counter> since(Progress earlier) {
            Map<String, Counter> written = new HashMap<>();
            byTable.forEach((table, counter) -> {
                Counter difference = isCounted && earlier.isCounted
                        ? counter.minus(earlier.byTable.getOrDefault(table, Counter.NONE))
                        : Counter.UNKNOWN;
                if (difference.added() > 0 || difference.removed() > 0) {
                    written.put(table, difference);
                }
            });
            return written;
        }

        private String xid() {
            return String.valueOf(id & 0xFFFF_FFFFL);
        }
    }

    /** Reads the progress of the current transaction, which gets an id if it has none. */
    static Progress progress(JdbcClient jdbc) {
        Map<String, Counter> byTable = new HashMap<>();
        AtomicReference<Progress> progress = new AtomicReference<>(Progress.NONE);
        jdbc.sql(PROGRESS)
                .param(
                        "tables",
                        CatalogTable.ALL.stream().map(CatalogTable::name).toArray(String[]::new))
                .query(row -> {
                    byTable.put(row.getString("relname"), new Counter(row.getLong("added"), row.getLong("removed")));
                    progress.set(
                            new Progress(row.getLong("id"), row.getInt("pid"), row.getBoolean("is_counted"), byTable));
                });
        return progress.get();
    }

    /** The rows that the current transaction has added. Rows of other open transactions are not visible in it. */
    static Map<CatalogAddress, CatalogWrites.Rows> added(JdbcClient jdbc, Map<String, Counter> written, Progress own) {
        return rows(jdbc, tables(written, counter -> counter.added() > 0), "xmin", own);
    }

    /** The rows that another transaction, which is still open, has removed. */
    static Map<CatalogAddress, CatalogWrites.Rows> removed(
            JdbcClient jdbc, Map<String, Counter> written, Progress other) {
        return rows(jdbc, tables(written, counter -> counter.removed() > 0), "xmax", other);
    }

    private static List<CatalogTable> tables(Map<String, Counter> written, Predicate<Counter> isRead) {
        return CatalogTable.ALL.stream()
                .filter(table -> isRead.test(written.getOrDefault(table.name(), Counter.NONE)))
                .toList();
    }

    private static Map<CatalogAddress, CatalogWrites.Rows> rows(
            JdbcClient jdbc, Collection<CatalogTable> tables, String column, Progress writer) {
        Map<CatalogAddress, CatalogWrites.Rows> rows = new HashMap<>();
        if (!tables.isEmpty()) {
            String perTable =
                    tables.stream().map(table -> select(table, column)).collect(Collectors.joining(" UNION ALL "));
            jdbc.sql(DIGESTS.formatted(perTable))
                    .param("id", writer.id())
                    .param("xid", writer.xid())
                    .param("pid", writer.pid())
                    .query(row -> {
                        rows.put(
                                JdbcCatalogAddresses.map(row),
                                new CatalogWrites.Rows(row.getString(3), row.getString(4), row.getBoolean(5)));
                    });
        }
        return rows;
    }

    private static String select(CatalogTable table, String column) {
        return ROWS.formatted(
                table.name(), table.catalog(), table.oid(), table.content(), table.naming(), column, table.condition());
    }
}
