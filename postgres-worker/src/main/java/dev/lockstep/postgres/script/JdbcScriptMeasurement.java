package dev.lockstep.postgres.script;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogSnapshot;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.worker.OperationFailed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Measures what a script changes in its transaction: the catalog by two snapshots, rows by the server's counters. */
final class JdbcScriptMeasurement {
    private final JdbcClient jdbc;
    private final JdbcCatalog catalog;
    private final String resetSettings;
    private final TransactionCounters atStart;
    private final CatalogSnapshot before;

    private JdbcScriptMeasurement(JdbcDispatchSession session, JdbcCatalog catalog) {
        this.jdbc = session.jdbc();
        this.catalog = catalog;
        this.resetSettings = session.connections().resetSettingsQuery();
        this.atStart = readCounters(jdbc);
        this.before = catalog.readCommitted(session);
    }

    /** Starts before the first statement, when the committed catalog is the one that the script finds. */
    static JdbcScriptMeasurement start(JdbcDispatchSession session, JdbcCatalog catalog) {
        return new JdbcScriptMeasurement(session, catalog);
    }

    /** Ends after the last statement and resets role and timeouts for the journal's writes in the same transaction. */
    ScriptEffect end() {
        jdbc.sql(resetSettings).query().listOfRows();
        TransactionCounters atEnd = readCounters(jdbc);
        if (!atEnd.id().equals(atStart.id())) {
            throw OperationFailed.withPartialEffect(
                    "transaction-changed",
                    "the script started in transaction %s and ended in %s; expected the same transaction"
                            .formatted(atStart.id(), atEnd.id()));
        }
        if (atEnd.journalRows() != atStart.journalRows()) {
            throw OperationFailed.withoutEffect(
                    "journal-modified",
                    "the script changes rows of schema lockstep, which only Lockstep may change; remove these changes");
        }
        CatalogSnapshot after = atEnd.isCatalogUnchangedSince(atStart) ? before : catalog.read(jdbc);
        return new ScriptEffect(before, after, atEnd.rows().minus(atStart.rows()));
    }

    /**
     * The changes of a script.
     *
     * @param before the catalog before the script
     * @param after the catalog after the script
     * @param rows the rows that the script has written
     */
    record ScriptEffect(CatalogSnapshot before, CatalogSnapshot after, RowCounts rows) {}

    private static TransactionCounters readCounters(JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT pg_catalog.pg_current_xact_id()::text AS id,
                               pg_catalog.current_setting('track_counts')::boolean AS track_counts,
                               coalesce(sum(ins) FILTER (WHERE is_user), 0)::bigint AS inserted,
                               coalesce(sum(upd) FILTER (WHERE is_user), 0)::bigint AS updated,
                               coalesce(sum(del) FILTER (WHERE is_user), 0)::bigint AS deleted,
                               coalesce(sum(ins + upd + del) FILTER (WHERE is_system), 0)::bigint AS catalog_rows,
                               coalesce(sum(ins + upd + del) FILTER (WHERE is_journal), 0)::bigint AS journal_rows
                          FROM (SELECT pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) AS ins,
                                       pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) AS upd,
                                       pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS del,
                                       n.nspname = 'pg_catalog' AS is_system,
                                       n.nspname = 'lockstep' AS is_journal,
                                       n.nspname NOT IN ('pg_catalog', 'information_schema', 'lockstep') AS is_user
                                  FROM pg_catalog.pg_class c
                                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                                 WHERE c.relkind IN ('r', 'm')) AS counters""")
                .query((row, number) -> new TransactionCounters(
                        row.getString("id"),
                        row.getBoolean("track_counts"),
                        row.getLong("catalog_rows"),
                        row.getLong("journal_rows"),
                        new RowCounts(row.getLong("inserted"), row.getLong("updated"), row.getLong("deleted"))))
                .single();
    }
}
