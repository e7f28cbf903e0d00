package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.Exactness;
import dev.lockstep.contract.protocol.DryRunResult.Undo;
import dev.lockstep.contract.protocol.DryRunResult.UnitSample;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.dryrun.JdbcScriptAttempt.Measured;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.JdbcCatalogTrial;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A script in a transaction: {@code up}, checks, {@code down}, back to the savepoint, and {@code up} again. */
final class JdbcScriptDryRun {
    /** An apply also writes journal and history, and waits for the disk. */
    private static final long COMMIT_MILLIS = 5;

    private final Step step;
    private final PostgresSql operation;
    private final SqlScript up;
    private final @Nullable SqlScript down;
    private final JdbcDryRunTransaction transaction;
    private final List<String> notes = new ArrayList<>();

    JdbcScriptDryRun(
            Step step,
            PostgresSql operation,
            SqlScript up,
            @Nullable SqlScript down,
            JdbcDryRunTransaction transaction) {
        this.step = step;
        this.operation = operation;
        this.up = up;
        this.down = down;
        this.transaction = transaction;
    }

    DryRunResult run(boolean isLast) {
        JdbcCatalogTrial catalog = transaction.catalog().next();
        transaction.setSavepoint();
        JdbcRowSamples samples = JdbcRowSamples.start(transaction.session());
        JdbcScriptAttempt attempt = new JdbcScriptAttempt(transaction, step.id(), up);
        Measured measured = attempt.runAndMeasure();
        catalog.readAfterUp();
        if (catalog.isWritten()) {
            measured.counters().requireUnchangedJournalTables();
        }
        JdbcTouchedTables tables = JdbcTouchedTables.readAfter(transaction.jdbc(), measured.rows());
        samples.readAfter(measured.rows());
        check(attempt);
        JdbcUndoTrial undo = tryUndo(catalog, attempt);
        transaction.rollBack();
        catalog.readBefore();
        tables.readBefore(transaction.jdbc());
        List<UnitSample> rows = samples.readBefore();
        List<String> differences = undo.differences();
        addNotes(measured, samples);
        if (!isLast) {
            attempt.runAgain();
        }
        transaction.endStep();
        if (!attempt.notTried().isEmpty()) {
            transaction.omitted().addPart(step.id());
        }
        return result(new Parts(catalog, attempt, measured, tables, rows, differences, undo.notTried()));
    }

    private record Parts(
            JdbcCatalogTrial catalog,
            JdbcScriptAttempt attempt,
            Measured measured,
            JdbcTouchedTables tables,
            List<UnitSample> rows,
            List<String> undoDifferences,
            List<String> undoNotTried) {}

    private DryRunResult result(Parts parts) {
        List<CatalogChange> changes = parts.catalog().changes();
        StepResult applied = parts.measured()
                .rows()
                .total()
                .toResult(changes.size(), parts.attempt().triedStatements());
        StepKey key = new StepKey(transaction.session().context().key().migration(), step.id());
        List<String> notTried = new ArrayList<>(parts.attempt().notTried());
        notTried.addAll(parts.undoNotTried());
        return new DryRunResult(
                applied.changed(),
                applied.counts(),
                parts.rows(),
                new JournalSize(key).ofScript(operation, transaction.history().scriptName(operation), changes, applied),
                TimeUnit.NANOSECONDS.toMillis(parts.measured().nanos()) + COMMIT_MILLIS,
                undo(parts),
                notes,
                new DryRunFindings.Postgres(
                        parts.measured().statements().statements(),
                        parts.tables().toFindings(),
                        changes.stream().map(CatalogChange::toWords).toList(),
                        notTried,
                        0));
    }

    private Undo undo(Parts parts) {
        if (down == null || step.irreversible()) {
            return Undo.IMPOSSIBLE;
        }
        boolean isTried =
                parts.attempt().notTried().isEmpty() && parts.undoNotTried().isEmpty();
        return isTried ? Undo.of(parts.undoDifferences(), Exactness.CATALOG_EXACT) : Undo.NOT_TRIED;
    }

    private void check(JdbcScriptAttempt attempt) {
        if (!attempt.notTried().isEmpty()) {
            if (!step.verify().isEmpty()) {
                notes.add("the checks of the step were not run, because a part of up was not tried");
            }
            return;
        }
        JdbcStepChecks.run(transaction, step).ifPresent(failure -> {
            // An index may be missing that an apply finds.
            if (transaction.omitted().isEmpty()) {
                throw new OperationFailed(failure);
            }
            notes.add("a check is not met, which may be because earlier statements did not run: " + failure.message());
        });
    }

    private JdbcUndoTrial tryUndo(JdbcCatalogTrial catalog, JdbcScriptAttempt attempt) {
        JdbcUndoTrial undo = new JdbcUndoTrial(transaction, catalog);
        if (down == null) {
            notes.add(
                    step.irreversible()
                            ? "the step is irreversible, so nothing undoes it"
                            : "the step has no down, so it cannot be undone");
        } else if (attempt.notTried().isEmpty()) {
            undo.run(down);
        } else {
            notes.add("the undo was not tried, because a part of up was not tried");
        }
        return undo;
    }

    private void addNotes(Measured measured, JdbcRowSamples samples) {
        Set<String> sequences = new TreeSet<>(measured.statements().advancedSequences());
        if (!sequences.isEmpty()) {
            notes.add("the dry run has advanced the sequence %s; sequences are not set back by a rollback"
                    .formatted(String.join(", ", sequences)));
        }
        if (!transaction.omitted().isEmpty()) {
            notes.add("statements of earlier steps (%s) were not tried, so this step was tried without them"
                    .formatted(transaction.omitted().steps()));
        }
        notes.addAll(samples.notes());
    }
}
