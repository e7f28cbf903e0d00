package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.journal.JdbcStepRows;
import dev.lockstep.postgres.script.JdbcSchemaHistory;
import dev.lockstep.postgres.script.JdbcScriptRows;
import dev.lockstep.postgres.script.ScriptRecord;
import dev.lockstep.postgres.script.ScriptRecord.State;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogComparison;
import dev.lockstep.postgres.unit.CatalogSnapshot;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Applies and undoes a script of {@code postgres.sql} that is one standalone statement. */
public final class JdbcStandaloneScript {
    private final JdbcDispatchSession session;
    private final StepContext context;
    private final JdbcSchemaHistory history;
    private final JdbcCatalog catalog;
    private final JdbcStandaloneStatement statements;

    public JdbcStandaloneScript(JdbcDispatchSession session) {
        this.session = session;
        this.context = session.context();
        this.history = JdbcSchemaHistory.of(session);
        this.catalog = history.catalog();
        this.statements = new JdbcStandaloneStatement(session);
    }

    public StepResult apply(PostgresSql operation, SqlStatement up) {
        history.create();
        ScriptRecord intended = session.inFencedTransaction(
                jdbc -> JdbcScriptRows.find(jdbc, context.key()).orElseGet(() -> intend(jdbc, operation, up)));
        MigrationInfo resolved = history.resolve(operation);
        Failpoints.hit("postgres.sql.before-statement");
        context.progress(new Progress(0, 1L));
        long start = System.nanoTime();
        statements.run(up, intended.changes());
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Failpoints.hit("postgres.sql.after-statement");
        StepResult result = session.inFencedTransaction(jdbc -> {
            history.insert(jdbc, resolved, milliseconds);
            return journalApplied(jdbc, intended);
        });
        Failpoints.hit("postgres.sql.after-statement-journal");
        return result;
    }

    private ScriptRecord intend(JdbcClient jdbc, PostgresSql operation, SqlStatement up) {
        history.requireFreeVersion(jdbc, operation.version());
        List<CatalogChange> changes = new JdbcStandaloneIntent(jdbc, catalog).changesOf(up.placement());
        ScriptRecord script =
                new ScriptRecord(State.INTENDED, operation.version(), history.scriptName(operation), changes);
        JdbcScriptRows.write(jdbc, context.key(), script);
        return script;
    }

    private StepResult journalApplied(JdbcClient jdbc, ScriptRecord intended) {
        CatalogSnapshot snapshot = catalog.read(jdbc);
        List<CatalogChange> changes = intended.changes().stream()
                .map(change ->
                        new CatalogChange(change.object(), change.before(), snapshot.definitionOf(change.object())))
                .filter(change -> !Objects.equals(change.before(), change.after()))
                .toList();
        JdbcScriptRows.write(jdbc, context.key(), intended.applied(changes));
        StepResult result = new StepResult(changes.size(), counts(changes), null, null);
        JdbcStepRows.write(jdbc, context.entryWith(result));
        return result;
    }

    /**
     * Drops what an interrupted apply has left invalid.
     *
     * @return whether nothing of the script is in the catalog then, so that {@code down} is not needed
     */
    public boolean removeLeftovers(ScriptRecord script) {
        statements.dropInvalidIndexes(script.changes());
        return script.state() == State.INTENDED
                && session.inFencedTransaction(catalog::read).isBefore(script.changes());
    }

    /** Journals the undo of a script whose apply never took effect. */
    public CompensationResult compensateWithoutEffect(ScriptRecord script) {
        return session.inFencedTransaction(jdbc -> journalCompensated(jdbc, script.withoutChanges(), List.of()));
    }

    /** Undoes an applied script by a standalone statement; differences are found only after the statement has run. */
    public CompensationResult compensate(ScriptRecord script, SqlStatement down) {
        CatalogSnapshot before = session.inFencedTransaction(catalog::read);
        Failpoints.hit("postgres.sql.before-down-statement");
        context.progress(new Progress(0, 1L));
        if (script.changes().isEmpty() || !before.isBefore(script.changes())) {
            statements.run(down, script.changes());
        }
        Failpoints.hit("postgres.sql.after-down-statement");
        CompensationResult result = session.inFencedTransaction(jdbc -> {
            CatalogComparison comparison = CatalogComparison.of(script.changes(), before, catalog.read(jdbc));
            comparison.failure(Effect.PARTIAL).ifPresent(failure -> {
                throw new OperationFailed(failure);
            });
            return journalCompensated(jdbc, script, comparison.columnOrderDifferences());
        });
        Failpoints.hit("postgres.sql.after-down-statement-journal");
        return result;
    }

    private CompensationResult journalCompensated(JdbcClient jdbc, ScriptRecord script, List<String> statements) {
        CompensationResult result =
                new CompensationResult(script.changes().size(), 0, null, counts(script.changes()), statements);
        history.deleteIfExists(jdbc, script.historyScript());
        JdbcScriptRows.markCompensated(jdbc, context.key());
        JdbcStepRows.write(jdbc, context.entryWith(result));
        return result;
    }

    private static Map<String, Long> counts(List<CatalogChange> changes) {
        return Map.of("objects", (long) changes.size(), "statements", 1L);
    }
}
