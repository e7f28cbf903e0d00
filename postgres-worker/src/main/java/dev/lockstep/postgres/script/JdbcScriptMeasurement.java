package dev.lockstep.postgres.script;

import dev.lockstep.postgres.journal.JdbcJournalStructure;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogDelta;
import dev.lockstep.postgres.unit.JdbcCatalogRecorder;
import dev.lockstep.worker.OperationFailed;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Measures what a script changes in its transaction: the catalog by a recorder, rows by the server's counters. */
final class JdbcScriptMeasurement {
    private final JdbcClient jdbc;
    private final JdbcClient committed;
    private final JdbcCatalogRecorder catalog;
    private final JdbcTransactionCounters.Start atStart;

    private JdbcScriptMeasurement(JdbcDispatchSession session, JdbcCatalogRecorder catalog) {
        this.jdbc = session.jdbc();
        this.committed = session.connections().singleStatements();
        this.catalog = catalog;
        this.atStart = JdbcTransactionCounters.start(jdbc);
        catalog.start();
    }

    /** Starts before the first statement, when the committed catalog is the one that the script finds. */
    static JdbcScriptMeasurement start(JdbcDispatchSession session, JdbcCatalogRecorder catalog) {
        return new JdbcScriptMeasurement(session, catalog);
    }

    /**
     * Ends after the last statement, when the settings of the session are restored.
     *
     * @param objects names of catalog objects whose definitions the effect contains, even if the script did not change them
     */
    ScriptEffect end(Collection<String> objects) {
        TransactionCounters counters = JdbcTransactionCounters.since(jdbc, atStart);
        if (!counters.transaction().equals(atStart.transaction())) {
            throw OperationFailed.withPartialEffect(
                    "transaction-changed",
                    "the script started in transaction %s and ended in %s; expected the same transaction"
                            .formatted(atStart.transaction(), counters.transaction()));
        }
        if (counters.journalRows() != 0) {
            throw OperationFailed.withoutEffect(
                    "journal-modified",
                    "the script changes rows of schema lockstep_journal, which only Lockstep may change;"
                            + " remove these changes");
        }
        CatalogDelta delta = catalog.end(objects);
        if (delta.isWritten()) {
            requireUnchangedJournalTables();
        }
        return new ScriptEffect(delta, counters.rows());
    }

    /** Only scripts change the journal's tables while this one runs, because a migration locks the fence's table. */
    private void requireUnchangedJournalTables() {
        if (!JdbcJournalStructure.read(jdbc).equals(JdbcJournalStructure.read(committed))) {
            throw OperationFailed.withoutEffect(
                    "journal-modified",
                    "the script changes objects of schema lockstep_journal, in which only Lockstep may create objects;"
                            + " remove these changes, or remove the schema from the search_path");
        }
    }

    /**
     * The changes of a script.
     *
     * @param catalog the changes of the catalog
     * @param rows the rows that the script has written
     */
    record ScriptEffect(CatalogDelta catalog, RowCounts rows) {}
}
