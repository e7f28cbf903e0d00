package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.Undo;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.standalone.CreateIndexStatement;
import dev.lockstep.postgres.standalone.JdbcIntendedChanges;
import dev.lockstep.postgres.standalone.JdbcIntendedIndex;
import dev.lockstep.postgres.standalone.JdbcStandaloneScriptRunner;
import dev.lockstep.postgres.standalone.JournaledIndex;
import dev.lockstep.postgres.target.JdbcSavepoint;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.sql.SqlPlacement;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;

/** A step whose statement does not run in a transaction: what it would change is determined without running it. */
final class JdbcStandaloneDryRun {
    private static final String TIME_UNKNOWN = "the statement did not run, so its duration is not known";

    private final Step step;
    private final JdbcDryRunTransaction transaction;
    private final JournalSize journal;
    private final List<String> notes = new ArrayList<>();

    JdbcStandaloneDryRun(Step step, JdbcDryRunTransaction transaction) {
        this.step = step;
        this.transaction = transaction;
        this.journal = new JournalSize(
                new StepKey(transaction.session().context().key().migration(), step.id()));
    }

    DryRunResult createIndex(PostgresCreateIndex operation) {
        CreateIndexStatement statement = CreateIndexStatement.of(operation);
        JournaledIndex index = JdbcIntendedIndex.determine(transaction.jdbc(), statement, operation.table());
        transaction.omitted().addIndex(step.id(), index.name());
        String notTried = "%s: runs only outside of a transaction; the index was created on an empty copy of the table"
                .formatted(JdbcStatementRecorder.beginningOf(statement.concurrentSql(index.table())));
        return result(
                JournaledIndex.RESULT,
                journal.ofIndex(index),
                step.irreversible() ? Undo.IMPOSSIBLE : Undo.EXACT,
                List.of("create " + CatalogChange.INDEX + index.name()),
                notTried);
    }

    DryRunResult script(PostgresSql operation, SqlStatement up) {
        List<CatalogChange> changes = JdbcSavepoint.runAndRollBack(transaction.jdbc(), () -> new JdbcIntendedChanges(
                        transaction.jdbc(), transaction.history().catalog())
                .determine(up.placement()));
        requireIndex(up, changes);
        changes.stream()
                .map(CatalogChange::object)
                .filter(object -> object.startsWith(CatalogChange.INDEX))
                .forEach(object -> transaction.omitted().addIndex(step.id(), object));
        StepResult applied = JdbcStandaloneScriptRunner.resultOf(changes);
        notes.add("the undo was not tried, because the statement did not run");
        return result(
                applied,
                journal.ofScript(operation, transaction.history().scriptName(operation), changes, applied),
                operation.down() == null || step.irreversible() ? Undo.IMPOSSIBLE : Undo.NOT_TRIED,
                changes.stream().map(CatalogChange::toWords).toList(),
                "%s: runs only outside of a transaction; only the names in it were checked"
                        .formatted(JdbcStatementRecorder.beginningOf(up)));
    }

    private static void requireIndex(SqlStatement up, List<CatalogChange> changes) {
        if (up.placement() instanceof SqlPlacement.DropIndex(String index)
                && changes.isEmpty()
                && !up.containsKeywords("IF", "EXISTS")) {
            throw OperationFailed.withoutEffect("42704", "index %s does not exist".formatted(index));
        }
    }

    private DryRunResult result(
            StepResult applied, long journalBytes, Undo undo, List<String> objects, String notTried) {
        notes.add(TIME_UNKNOWN);
        if (!step.verify().isEmpty()) {
            notes.add("the checks of the step were not run, because its statement did not run");
        }
        return new DryRunResult(
                applied.changed(),
                applied.counts(),
                List.of(),
                journalBytes,
                0,
                undo,
                notes,
                new DryRunFindings.Postgres(List.of(), List.of(), objects, List.of(notTried), 0));
    }
}
