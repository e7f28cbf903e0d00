package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.journal.JdbcDispatchSession;
import dev.lockstep.postgres.journal.JdbcStepRows;
import dev.lockstep.postgres.operation.JdbcScriptRows.Script;
import dev.lockstep.postgres.operation.JdbcScriptRows.State;
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

/**
 * A statement that PostgreSQL refuses inside a transaction: what it is to change is written down, it runs, the catalog is
 * asked, and what came of it is written down; at any point between, the catalog tells the next dispatch where to go on.
 */
final class JdbcStandaloneStatement {
    private final JdbcDispatchSession session;
    private final StepContext context;
    private final JdbcHistoryRows historyRows;
    private final FlywayHistory flyway;
    private final JdbcCatalog catalog;

    JdbcStandaloneStatement(JdbcDispatchSession session, HistoryTable history) {
        this.session = session;
        this.context = session.context();
        this.historyRows = new JdbcHistoryRows(history);
        this.flyway = new FlywayHistory(history, session.source());
        this.catalog = new JdbcCatalog(history);
    }

    StepResult apply(PostgresSql operation, SqlStatement up) {
        flyway.create();
        Script intended = session.inFencedTransaction(
                jdbc -> JdbcScriptRows.find(jdbc, context.key()).orElseGet(() -> intend(jdbc, operation, up)));
        MigrationInfo resolved = flyway.resolve(FlywayResource.of(operation, context.key()));
        Failpoints.hit("postgres.sql.before-statement");
        context.progress(new Progress(0, 1L));
        long began = System.nanoTime();
        new JdbcStandaloneRun(session).bringAbout(up, intended.changes());
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        Failpoints.hit("postgres.sql.after-statement");
        StepResult result = session.inFencedTransaction(jdbc -> {
            historyRows.insert(jdbc, resolved, milliseconds);
            return applied(jdbc, operation, intended);
        });
        Failpoints.hit("postgres.sql.after-statement-journal");
        return result;
    }

    private Script intend(JdbcClient jdbc, PostgresSql operation, SqlStatement up) {
        historyRows.find(jdbc, operation.version()).ifPresent(row -> {
            throw new OperationFailed(StepFailure.Permanent.withoutEffect("version-taken", "the history has " + row));
        });
        List<CatalogChange> changes = new JdbcStandaloneIntent(jdbc, catalog).changesOf(up.placement());
        Script script = new Script(State.INTENDED, FlywayResource.pathOf(operation, context.key()), changes);
        JdbcScriptRows.write(jdbc, context.key(), operation.version(), script);
        return script;
    }

    private StepResult applied(JdbcClient jdbc, PostgresSql operation, Script intended) {
        CatalogImage image = catalog.read(jdbc);
        List<CatalogChange> changes = intended.changes().stream()
                .map(change -> new CatalogChange(change.object(), change.was(), image.of(change.object())))
                .filter(change -> !Objects.equals(change.was(), change.became()))
                .toList();
        JdbcScriptRows.write(
                jdbc, context.key(), operation.version(), new Script(State.APPLIED, intended.historyScript(), changes));
        StepResult result = new StepResult(changes.size(), counts(changes.size()), null, null);
        JdbcStepRows.write(jdbc, context.entryWith(result));
        return result;
    }

    /** Undoes by a statement that stands alone; what it did cannot be rolled back, so the verdict comes too late to. */
    CompensationResult compensate(Script script, SqlStatement down) {
        CatalogImage before = session.inFencedTransaction(catalog::read);
        Failpoints.hit("postgres.sql.before-down-statement");
        context.progress(new Progress(0, 1L));
        if (script.changes().isEmpty() || !script.isUndoneIn(before)) {
            new JdbcStandaloneRun(session).bringAbout(down, script.changes());
        }
        Failpoints.hit("postgres.sql.after-down-statement");
        CompensationResult result = session.inFencedTransaction(jdbc -> {
            CatalogVerdict verdict = CatalogVerdict.on(script.changes(), before, catalog.read(jdbc));
            verdict.failure(Effect.PARTIAL).ifPresent(failure -> {
                throw new OperationFailed(failure);
            });
            return compensated(jdbc, script, verdict.statements());
        });
        Failpoints.hit("postgres.sql.after-down-statement-journal");
        return result;
    }

    /** Takes away what a statement left half done; if there is nothing else of it, that is the whole undoing. */
    boolean clear(Script script) {
        new JdbcStandaloneRun(session).clear(script.changes());
        return script.state() == State.INTENDED && script.isUndoneIn(session.inFencedTransaction(catalog::read));
    }

    /** Writes down that nothing is left of the step, which never came to its end. */
    CompensationResult neverApplied(Script script) {
        return session.inFencedTransaction(
                jdbc -> compensated(jdbc, new Script(script.state(), script.historyScript(), List.of()), List.of()));
    }

    private CompensationResult compensated(JdbcClient jdbc, Script script, List<String> statements) {
        CompensationResult result = new CompensationResult(
                script.changes().size(), 0, null, counts(script.changes().size()), statements);
        if (historyRows.exists(jdbc)) {
            historyRows.delete(jdbc, script.historyScript());
        }
        JdbcScriptRows.compensated(jdbc, context.key());
        JdbcStepRows.write(jdbc, context.entryWith(result));
        return result;
    }

    private static Map<String, Long> counts(long objects) {
        return Map.of("objects", objects, "statements", 1L);
    }
}
