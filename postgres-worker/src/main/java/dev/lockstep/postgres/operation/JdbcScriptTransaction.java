package dev.lockstep.postgres.operation;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.postgres.journal.JdbcDispatchSession;
import dev.lockstep.worker.OperationFailed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was so when a script's transaction began, and at its end what the script has done in it. */
final class JdbcScriptTransaction {
    private final JdbcClient jdbc;
    private final JdbcCatalog catalog;
    private final String ownAgain;
    private final TransactionWrites begun;
    private final CatalogImage before;

    private JdbcScriptTransaction(JdbcDispatchSession session, JdbcCatalog catalog) {
        this.jdbc = session.jdbc();
        this.catalog = catalog;
        this.ownAgain = session.access().ownAgain();
        this.begun = writes(jdbc);
        this.before = catalog.committed(session);
    }

    /** Begins before the first statement of the script, so that what is committed is what the script finds. */
    static JdbcScriptTransaction begin(JdbcDispatchSession session, JdbcCatalog catalog) {
        return new JdbcScriptTransaction(session, catalog);
    }

    /** Ends in the same transaction, and with our own rights and timeouts again: what is written next is Lockstep's. */
    Written end() {
        jdbc.sql(ownAgain).query().listOfRows();
        TransactionWrites ended = writes(jdbc);
        if (!ended.id().equals(begun.id())) {
            throw new OperationFailed(new StepFailure.Permanent(
                    "transaction-changed",
                    "the script began in transaction %s and ended in %s: it controls its transaction"
                            .formatted(begun.id(), ended.id()),
                    Effect.PARTIAL));
        }
        if (ended.ofJournal() != begun.ofJournal()) {
            throw new OperationFailed(StepFailure.Permanent.withoutEffect(
                    "journal-touched", "the script writes to schema lockstep, which is Lockstep's journal"));
        }
        CatalogImage after = ended.leftCatalogAsAt(begun) ? before : catalog.read(jdbc);
        return new Written(before, after, ended.rows().since(begun.rows()));
    }

    /**
     * What a script has done in its transaction.
     *
     * @param before the catalog before it
     * @param after the catalog after it
     */
    record Written(CatalogImage before, CatalogImage after, RowCounts rows) {}

    private static TransactionWrites writes(JdbcClient jdbc) {
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
                                 WHERE c.relkind IN ('r', 'm')) AS written""")
                .query((row, number) -> new TransactionWrites(
                        row.getString("id"),
                        row.getBoolean("counted"),
                        row.getLong("of_catalog"),
                        row.getLong("of_journal"),
                        new RowCounts(row.getLong("inserted"), row.getLong("updated"), row.getLong("deleted"))))
                .single();
    }
}
