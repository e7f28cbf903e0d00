package dev.lockstep.postgres.script;

import dev.lockstep.postgres.journal.JdbcJournalStructure;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.worker.OperationFailed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts the rows that a script writes in its transaction, and checks that it does not write to the journal. */
public final class JdbcWrittenRows {
    private final JdbcClient jdbc;
    private final JdbcClient committed;
    private final JdbcTransactionCounters.Start atStart;

    private JdbcWrittenRows(JdbcDispatchSession session) {
        this.jdbc = session.jdbc();
        this.committed = session.connections().singleStatements();
        this.atStart = JdbcTransactionCounters.start(jdbc);
    }

    /** Starts before the first statement. */
    public static JdbcWrittenRows start(JdbcDispatchSession session) {
        return new JdbcWrittenRows(session);
    }

    /**
     * Ends after the last statement, when the settings of the session are restored.
     *
     * @throws OperationFailed if the script has ended its transaction or written to the journal
     */
    public WrittenRows end() {
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
        return new WrittenRows(counters.byTable());
    }

    /**
     * Checks the objects of the journal, after a script that has changed the catalog. Only scripts change the journal's
     * tables while this one runs, because a migration locks the fence's table.
     *
     * @throws OperationFailed if the script has changed one
     */
    public void requireUnchangedJournalTables() {
        if (!JdbcJournalStructure.read(jdbc).equals(JdbcJournalStructure.read(committed))) {
            throw OperationFailed.withoutEffect(
                    "journal-modified",
                    "the script changes objects of schema lockstep_journal, in which only Lockstep may create objects;"
                            + " remove these changes, or remove the schema from the search_path");
        }
    }
}
