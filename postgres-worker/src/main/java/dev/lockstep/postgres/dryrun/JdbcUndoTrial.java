package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.script.JdbcScriptExecution;
import dev.lockstep.postgres.script.JdbcWrittenRows;
import dev.lockstep.postgres.script.ScriptStatements;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogComparison;
import dev.lockstep.postgres.unit.JdbcCatalogTrial;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.worker.DispatchSuperseded;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs {@code down} after {@code up}, and finds what then differs from the catalog before {@code up}. */
final class JdbcUndoTrial {
    private static final String UNSAFE_NEW_ENUM_VALUE = "55P04";

    private final JdbcDryRunTransaction transaction;
    private final JdbcCatalogTrial catalog;
    private final List<String> differences = new ArrayList<>();
    private final List<String> notTried = new ArrayList<>();
    private boolean hasRun;

    JdbcUndoTrial(JdbcDryRunTransaction transaction, JdbcCatalogTrial catalog) {
        this.transaction = transaction;
        this.catalog = catalog;
    }

    List<String> notTried() {
        return notTried;
    }

    /** Runs the script. If it fails, so would the undo: that is a difference and not a failure of the step. */
    void run(SqlScript down) {
        if (down.isStandalone()) {
            notTried.add("down: %s: runs only outside of a transaction"
                    .formatted(
                            JdbcStatementRecorder.beginningOf(down.statements().getFirst())));
            return;
        }
        try {
            execute(down);
            hasRun = true;
        } catch (DispatchSuperseded superseded) {
            throw superseded;
        } catch (RuntimeException e) {
            transaction.timeLimit().check();
            addFailure(PostgresFailures.of(e), e);
        }
    }

    private void execute(SqlScript down) {
        JdbcWrittenRows rows = JdbcWrittenRows.start(transaction.session());
        JdbcScriptExecution.run(
                transaction.session(),
                new ScriptStatements("down", down, transaction.session().context()),
                (_, _, _) -> transaction.timeLimit().check());
        rows.end();
        catalog.readAfterDown();
        if (catalog.isWritten()) {
            rows.requireUnchangedJournalTables();
        }
    }

    private void addFailure(StepFailure failure, RuntimeException thrown) {
        if (!(failure instanceof StepFailure.Permanent)) {
            throw thrown;
        }
        if (failure.code().equals(UNSAFE_NEW_ENUM_VALUE)) {
            notTried.add("down: it uses an enum value that cannot be used before its step is committed");
        } else {
            differences.add("down fails: %s: %s".formatted(failure.code(), failure.message()));
        }
    }

    /** What would differ after an undo; call it after the transaction was rolled back and its catalog was read. */
    List<String> differences() {
        if (hasRun) {
            CatalogComparison comparison =
                    catalog.comparison(transaction.history().catalog().equivalence(transaction.session()));
            // The comparison reads a cancelled statement as a difference.
            transaction.timeLimit().check();
            Stream.concat(
                            comparison.differences().stream().map(CatalogChange::toString),
                            comparison.columnOrderDifferences().stream())
                    .forEach(differences::add);
        }
        return differences;
    }
}
