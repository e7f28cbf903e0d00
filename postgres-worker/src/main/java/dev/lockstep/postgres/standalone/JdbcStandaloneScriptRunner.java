package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.journal.JdbcStepRecords;
import dev.lockstep.postgres.script.JdbcSchemaHistory;
import dev.lockstep.postgres.script.JdbcScriptRecords;
import dev.lockstep.postgres.script.ScriptRecord;
import dev.lockstep.postgres.script.ScriptRecord.State;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogComparison;
import dev.lockstep.postgres.unit.CatalogDelta;
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
import java.util.stream.Stream;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs a script of {@code postgres.sql} that consists of one standalone statement. */
public final class JdbcStandaloneScriptRunner {
    private final JdbcDispatchSession session;
    private final StepContext context;
    private final JdbcSchemaHistory history;
    private final JdbcCatalog catalog;
    private final JdbcStandaloneStatementRunner statementRunner;

    public JdbcStandaloneScriptRunner(JdbcDispatchSession session) {
        this.session = session;
        this.context = session.context();
        this.history = JdbcSchemaHistory.of(session);
        this.catalog = history.catalog();
        this.statementRunner = new JdbcStandaloneStatementRunner(session);
    }

    public StepResult apply(PostgresSql operation, SqlStatement up) {
        history.createIfAbsent();
        ScriptRecord intended = session.inFencedTransaction(jdbc ->
                JdbcScriptRecords.find(jdbc, context.key()).orElseGet(() -> journalIntent(jdbc, operation, up)));
        ResolvedMigration resolved = history.resolve(operation);
        Failpoints.hit("postgres.sql.before-statement");
        context.progress(new Progress(0, 1L));
        long start = System.nanoTime();
        statementRunner.run(up, intended.changes());
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Failpoints.hit("postgres.sql.after-statement");
        StepResult result = session.inFencedTransaction(jdbc -> {
            history.insert(jdbc, resolved, milliseconds);
            return journalApplied(jdbc, intended);
        });
        Failpoints.hit("postgres.sql.after-statement-journal");
        return result;
    }

    private ScriptRecord journalIntent(JdbcClient jdbc, PostgresSql operation, SqlStatement up) {
        history.requireUnusedVersion(jdbc, operation.version());
        List<CatalogChange> changes = new JdbcIntendedChanges(jdbc, catalog).determine(up.placement());
        ScriptRecord script =
                new ScriptRecord(State.INTENDED, operation.version(), history.scriptName(operation), changes);
        JdbcScriptRecords.write(jdbc, context.key(), script);
        return script;
    }

    private StepResult journalApplied(JdbcClient jdbc, ScriptRecord intended) {
        CatalogSnapshot snapshot = catalog.find(jdbc, objects(intended.changes()));
        List<CatalogChange> changes = intended.changes().stream()
                .map(change ->
                        new CatalogChange(change.object(), change.before(), snapshot.definitionOf(change.object())))
                .filter(change -> !Objects.equals(change.before(), change.after()))
                .toList();
        JdbcScriptRecords.write(jdbc, context.key(), intended.toApplied(changes));
        StepResult result = resultOf(changes);
        JdbcStepRecords.write(jdbc, context.entryWith(result));
        return result;
    }

    /** Drops the invalid indexes that an interrupted apply has created or dropped in part. */
    public void dropInvalidIndexes(ScriptRecord script) {
        statementRunner.dropInvalidIndexes(script.changes());
    }

    /** Whether the script was not applied and has no effect in the catalog, so it can be compensated without down. */
    public boolean isWithoutEffect(ScriptRecord script) {
        return script.state() == State.INTENDED
                && session.inFencedTransaction(jdbc -> catalog.find(jdbc, objects(script.changes())))
                        .hasStateBefore(script.changes());
    }

    /** Journals the compensation of a script without effect. */
    public CompensationResult compensateWithoutEffect(ScriptRecord script) {
        return session.inFencedTransaction(jdbc -> journalCompensated(jdbc, script.withoutChanges(), List.of()));
    }

    /**
     * Runs a standalone {@code down}.
     *
     * @throws OperationFailed with a partial effect if the catalog then differs from that before {@code up}
     */
    public CompensationResult compensate(ScriptRecord script, SqlStatement down) {
        List<String> objects = Stream.concat(objects(script.changes()).stream(), Stream.of(down.text()))
                .toList();
        CatalogSnapshot before = session.inFencedTransaction(jdbc -> catalog.find(jdbc, objects));
        Failpoints.hit("postgres.sql.before-down-statement");
        context.progress(new Progress(0, 1L));
        if (script.changes().isEmpty() || !before.hasStateBefore(script.changes())) {
            statementRunner.run(down, script.changes());
        }
        Failpoints.hit("postgres.sql.after-down-statement");
        CompensationResult result = session.inFencedTransaction(jdbc -> {
            CatalogSnapshot after = catalog.find(jdbc, objects);
            CatalogComparison comparison = CatalogComparison.of(
                    script.changes(),
                    new CatalogDelta(before.changesTo(after), after, true),
                    catalog.equivalence(session));
            comparison.failure(Effect.PARTIAL).ifPresent(failure -> {
                throw new OperationFailed(failure);
            });
            return journalCompensated(jdbc, script, comparison.columnOrderDifferences());
        });
        Failpoints.hit("postgres.sql.after-down-statement-journal");
        return result;
    }

    private CompensationResult journalCompensated(JdbcClient jdbc, ScriptRecord script, List<String> columnOrders) {
        CompensationResult result =
                new CompensationResult(script.changes().size(), 0, null, counts(script.changes()), columnOrders);
        history.recordCompensation(jdbc, script.historyScriptName());
        JdbcScriptRecords.markCompensated(jdbc, context.key());
        JdbcStepRecords.write(jdbc, context.entryWith(result));
        return result;
    }

    private static List<String> objects(List<CatalogChange> changes) {
        return changes.stream().map(CatalogChange::object).toList();
    }

    /** The result of an apply that has changed these objects. */
    public static StepResult resultOf(List<CatalogChange> changes) {
        return new StepResult(changes.size(), counts(changes), null, null);
    }

    private static Map<String, Long> counts(List<CatalogChange> changes) {
        return Map.of("objects", (long) changes.size(), "statements", 1L);
    }
}
