package dev.lockstep.postgres.operation;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.postgres.target.PostgresStepFailed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was so when a script's transaction began, to be asked at its end what the script has done in it. */
final class JdbcScriptTransaction {
    private final JdbcClient jdbc;
    private final JdbcCatalog catalog;
    private final String id;
    private final CatalogImage before;
    private final RowCounts rowsBefore;

    private JdbcScriptTransaction(JdbcClient jdbc, JdbcCatalog catalog) {
        this.jdbc = jdbc;
        this.catalog = catalog;
        this.id = id(jdbc);
        this.before = catalog.read(jdbc);
        this.rowsBefore = rows(jdbc);
    }

    static JdbcScriptTransaction begin(JdbcClient jdbc, JdbcCatalog catalog) {
        return new JdbcScriptTransaction(jdbc, catalog);
    }

    /** Asks the end: still the same transaction, and our own rights again, for what is written next is Lockstep's. */
    void end() {
        jdbc.sql("SET LOCAL ROLE NONE").update();
        String now = id(jdbc);
        if (!now.equals(id)) {
            throw new PostgresStepFailed(new StepFailure.Permanent(
                    "transaction-changed",
                    "the script began in transaction %s and ended in %s: it controls its transaction"
                            .formatted(id, now),
                    Effect.PARTIAL));
        }
    }

    CatalogImage before() {
        return before;
    }

    CatalogImage after() {
        return catalog.read(jdbc);
    }

    RowCounts rowsWritten() {
        return rows(jdbc).since(rowsBefore);
    }

    private static String id(JdbcClient jdbc) {
        return jdbc.sql("SELECT pg_current_xact_id()::text").query(String.class).single();
    }

    /** Counted up to the end of the transaction before this one, at times; only differences mean something. */
    private static RowCounts rows(JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT coalesce(sum(n_tup_ins), 0)::bigint AS inserted,
                               coalesce(sum(n_tup_upd), 0)::bigint AS updated,
                               coalesce(sum(n_tup_del), 0)::bigint AS deleted
                          FROM pg_stat_xact_user_tables
                         WHERE schemaname <> 'lockstep'""")
                .query(RowCounts.class)
                .single();
    }
}
