package dev.lockstep.postgres.script;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogSnapshot;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.worker.OperationFailed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Measures what a script does in its transaction: catalog changes by two snapshots, rows by the server's counters. */
final class JdbcScriptTransaction {
    private final JdbcClient jdbc;
    private final JdbcCatalog catalog;
    private final String resetSettings;
    private final TransactionCounters atBegin;
    private final CatalogSnapshot before;

    private JdbcScriptTransaction(JdbcDispatchSession session, JdbcCatalog catalog) {
        this.jdbc = session.jdbc();
        this.catalog = catalog;
        this.resetSettings = session.connections().resetTransactionSettings();
        this.atBegin = readCounters(jdbc);
        this.before = catalog.readCommitted(session);
    }

    /** Starts measuring before the first statement; the committed catalog is then the one that the script finds. */
    static JdbcScriptTransaction begin(JdbcDispatchSession session, JdbcCatalog catalog) {
        return new JdbcScriptTransaction(session, catalog);
    }

    /** Ends measuring in the same transaction and resets role and timeouts for the journal's writes that follow. */
    ScriptEffect end() {
        jdbc.sql(resetSettings).query().listOfRows();
        TransactionCounters atEnd = readCounters(jdbc);
        if (!atEnd.id().equals(atBegin.id())) {
            throw OperationFailed.withPartialEffect(
                    "transaction-changed",
                    "the script started in transaction %s and ended in %s; expected the same transaction"
                            .formatted(atBegin.id(), atEnd.id()));
        }
        if (atEnd.journalRows() != atBegin.journalRows()) {
            throw OperationFailed.withoutEffect(
                    "journal-modified", "the script writes to schema lockstep, which only Lockstep may change");
        }
        CatalogSnapshot after = atEnd.isCatalogUnchangedSince(atBegin) ? before : catalog.read(jdbc);
        return new ScriptEffect(before, after, atEnd.rows().minus(atBegin.rows()));
    }

    /**
     * What a script has done in its transaction.
     *
     * @param before the catalog before it
     * @param after the catalog after it
     */
    record ScriptEffect(CatalogSnapshot before, CatalogSnapshot after, RowCounts rows) {}

    private static TransactionCounters readCounters(JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT pg_catalog.pg_current_xact_id()::text AS id,
                               pg_catalog.current_setting('track_counts')::boolean AS counted,
                               coalesce(sum(ins) FILTER (WHERE of_user), 0)::bigint AS inserted,
                               coalesce(sum(upd) FILTER (WHERE of_user), 0)::bigint AS updated,
                               coalesce(sum(del) FILTER (WHERE of_user), 0)::bigint AS deleted,
                               coalesce(sum(ins + upd + del) FILTER (WHERE of_system), 0)::bigint AS of_catalog,
                               coalesce(sum(ins + upd + del) FILTER (WHERE of_journal), 0)::bigint AS of_journal
                          FROM (SELECT pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) AS ins,
                                       pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) AS upd,
                                       pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS del,
                                       n.nspname = 'pg_catalog' AS of_system,
                                       n.nspname = 'lockstep' AS of_journal,
                                       n.nspname NOT IN ('pg_catalog', 'information_schema', 'lockstep') AS of_user
                                  FROM pg_catalog.pg_class c
                                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                                 WHERE c.relkind IN ('r', 'm')) AS counters""")
                .query((row, number) -> new TransactionCounters(
                        row.getString("id"),
                        row.getBoolean("counted"),
                        row.getLong("of_catalog"),
                        row.getLong("of_journal"),
                        new RowCounts(row.getLong("inserted"), row.getLong("updated"), row.getLong("deleted"))))
                .single();
    }
}
