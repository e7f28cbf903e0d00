package dev.lockstep.postgres.script;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.journal.JdbcStepRecords;
import dev.lockstep.postgres.script.JdbcScriptMeasurement.ScriptEffect;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogComparison;
import dev.lockstep.postgres.unit.JdbcCatalogRecorder;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs a script in one transaction with the fence, its history row and its journal rows. */
public final class JdbcTransactionalScriptRunner {
    private final JdbcDispatchSession session;
    private final StepContext context;
    private final JdbcSchemaHistory history;

    public JdbcTransactionalScriptRunner(JdbcDispatchSession session) {
        this.session = session;
        this.context = session.context();
        this.history = JdbcSchemaHistory.of(session);
    }

    public StepResult apply(PostgresSql operation, SqlScript up) {
        JdbcCatalogRecorder catalog = history.catalog().recorder(session, up);
        return catalog.run(() -> apply(operation, new ScriptStatements("up", up, context), catalog));
    }

    private StepResult apply(PostgresSql operation, ScriptStatements statements, JdbcCatalogRecorder catalog) {
        JdbcUpScript script = new JdbcUpScript(operation, session, catalog, statements);
        int executed = migrate(FlywayScriptMigration.of(operation, context.key(), script));
        Failpoints.hit("postgres.sql.after-commit");
        StepResult result = script.result();
        if (executed != 1 || result == null) {
            throw notExecuted(operation, executed);
        }
        return result;
    }

    /** Runs {@code down}, and rolls it back if the catalog then differs from the catalog before {@code up}. */
    public CompensationResult compensate(ScriptRecord script, SqlScript down) {
        JdbcCatalogRecorder catalog = history.catalog().recorder(session, down);
        CompensationResult result = catalog.run(() -> session.inFencedTransaction(
                jdbc -> compensate(jdbc, script, new ScriptStatements("down", down, context), catalog)));
        Failpoints.hit("postgres.sql.after-down-commit");
        return result;
    }

    private CompensationResult compensate(
            JdbcClient jdbc, ScriptRecord script, ScriptStatements down, JdbcCatalogRecorder catalog) {
        JdbcScriptMeasurement measurement = JdbcScriptMeasurement.start(session, catalog);
        Failpoints.hit("postgres.sql.before-down");
        JdbcScriptExecution.run(session, down);
        ScriptEffect effect = measurement.end(
                script.changes().stream().map(CatalogChange::object).toList());
        CatalogComparison comparison = CatalogComparison.of(
                script.changes(), effect.catalog(), history.catalog().equivalence(session));
        comparison.failure(Effect.NONE).ifPresent(failure -> {
            throw new OperationFailed(failure);
        });
        int objects = script.changes().size();
        CompensationResult result = new CompensationResult(
                effect.rows().total() + objects,
                0,
                null,
                effect.rows().toCounts(objects, down.size()),
                comparison.columnOrderDifferences());
        history.rows().insertDelete(jdbc, script.historyScriptName());
        JdbcScriptRecords.markCompensated(jdbc, context.key());
        JdbcStepRecords.write(jdbc, context.entryWith(result));
        Failpoints.hit("postgres.sql.after-down");
        return result;
    }

    /** Flyway wraps the failure of a script. A failure of Flyway's own statements is not one of the script. */
    private int migrate(FlywayScriptMigration script) {
        try {
            return history.flyway().migrate(script);
        } catch (RuntimeException e) {
            throw PostgresFailures.find(e, OperationFailed.class)
                    .<RuntimeException>map(failed -> new OperationFailed(failed.failure(), e))
                    .orElse(e);
        }
    }

    private OperationFailed notExecuted(PostgresSql operation, int executed) {
        String existing = history.rows()
                .read(session.jdbc())
                .find(operation.version())
                .map(row -> "; the schema history contains " + row)
                .orElse("");
        return OperationFailed.withoutEffect(
                "version-not-executed",
                "Flyway executed %d versions; expected exactly 1, version %s%s"
                        .formatted(executed, operation.version(), existing));
    }
}
