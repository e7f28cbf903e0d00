package dev.lockstep.postgres.script;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads how many rows the current transaction has written to each table. A transaction holds a lock on every table that
 * it has written to, so the second reading is only of the tables that it has locked.
 */
final class JdbcTransactionCounters {
    private static final String TABLES =
            """
            SELECT c.oid, n.nspname = 'lockstep_journal' AS is_journal,
                   pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) AS ins,
                   pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) AS upd,
                   pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS del
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')""";
    /** One row for each table of a query, or one row without a table, with the id of the transaction. */
    private static final String WITH_TRANSACTION =
            """
            SELECT pg_catalog.pg_current_xact_id()::text AS transaction, counted.*
              FROM (VALUES (1)) AS one LEFT JOIN (%s) AS counted ON true""";

    private static final String ALL =
            WITH_TRANSACTION.formatted("SELECT * FROM (" + TABLES + ") AS all_tables WHERE ins + upd + del > 0");
    private static final String LOCKED = WITH_TRANSACTION.formatted(
            """
            WITH locked AS MATERIALIZED (
              SELECT DISTINCT relation FROM pg_catalog.pg_locks
               WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation'
            )
            SELECT of_table.* FROM locked, LATERAL ("""
                    + TABLES
                    + " AND c.oid = locked.relation) AS of_table");

    private JdbcTransactionCounters() {}

    private record Counter(boolean isJournal, RowCounts rows) {}

    private record Reading(String transaction, Map<Long, Counter> byTable) {}

    /** Counts of all tables that earlier transactions of the session left; {@link #since} subtracts them. */
    record Start(String transaction, Map<Long, RowCounts> byTable) {}

    static Start start(JdbcClient jdbc) {
        Reading reading = read(jdbc, ALL);
        Map<Long, RowCounts> byTable = new HashMap<>();
        reading.byTable().forEach((table, counter) -> byTable.put(table, counter.rows()));
        return new Start(reading.transaction(), byTable);
    }

    /** The rows that were written since the start. */
    static TransactionCounters since(JdbcClient jdbc, Start start) {
        Reading reading = read(jdbc, LOCKED);
        long journalRows = 0;
        Map<Long, RowCounts> byTable = new HashMap<>();
        for (Map.Entry<Long, Counter> entry : reading.byTable().entrySet()) {
            Counter counter = entry.getValue();
            RowCounts written = counter.rows().minus(start.byTable().getOrDefault(entry.getKey(), RowCounts.NONE));
            if (counter.isJournal()) {
                journalRows += written.total();
            } else if (written.total() > 0) {
                byTable.put(entry.getKey(), written);
            }
        }
        return new TransactionCounters(reading.transaction(), journalRows, byTable);
    }

    private static Reading read(JdbcClient jdbc, String query) {
        AtomicReference<String> transaction = new AtomicReference<>("");
        Map<Long, Counter> counters = new HashMap<>();
        jdbc.sql(query).query(row -> {
            transaction.set(row.getString("transaction"));
            if (row.getObject("oid") != null) {
                counters.put(
                        row.getLong("oid"),
                        new Counter(
                                row.getBoolean("is_journal"),
                                new RowCounts(row.getLong("ins"), row.getLong("upd"), row.getLong("del"))));
            }
        });
        return new Reading(transaction.get(), counters);
    }
}
