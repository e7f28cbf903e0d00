package dev.lockstep.postgres.script;

import static java.util.Objects.requireNonNull;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.journal.JdbcStepRecords;
import dev.lockstep.postgres.script.JdbcScriptMeasurement.ScriptEffect;
import dev.lockstep.postgres.script.ScriptRecord.State;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.JdbcCatalogRecorder;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.StepContext;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Locks the fence before the script and writes the journal after it, in Flyway's transaction.
 *
 * <p>Flyway then writes its history row and commits, so script, history and journal are committed together.
 */
final class FlywayScriptCallback implements Callback {
    private final PostgresSql operation;
    private final JdbcDispatchSession session;
    private final JdbcCatalogRecorder catalog;
    private final ScriptStatements statements;
    private @Nullable JdbcScriptMeasurement measurement;
    private @Nullable StepResult result;

    FlywayScriptCallback(
            PostgresSql operation,
            JdbcDispatchSession session,
            JdbcCatalogRecorder catalog,
            ScriptStatements statements) {
        this.operation = operation;
        this.session = session;
        this.catalog = catalog;
        this.statements = statements;
    }

    @Override
    public String getCallbackName() {
        return "lockstep";
    }

    @Override
    public boolean supports(Event event, Context flyway) {
        return event == Event.BEFORE_EACH_MIGRATE
                || event == Event.BEFORE_EACH_MIGRATE_STATEMENT
                || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context flyway) {
        return true;
    }

    @Override
    public void handle(Event event, Context flyway) {
        if (event == Event.BEFORE_EACH_MIGRATE) {
            beforeScript(flyway);
        } else if (event == Event.AFTER_EACH_MIGRATE) {
            afterScript();
        } else {
            statements.startNext(flyway.getStatement().getSql());
        }
    }

    private void beforeScript(Context flyway) {
        if (!isInTransaction(flyway)) {
            throw new IllegalStateException(
                    "Flyway runs version %s outside of a transaction".formatted(operation.version()));
        }
        session.lockFence();
        measurement = JdbcScriptMeasurement.start(session, catalog);
        Failpoints.hit("postgres.sql.before-script");
    }

    private void afterScript() {
        ScriptEffect effect = requireNonNull(measurement, "BEFORE_EACH_MIGRATE precedes AFTER_EACH_MIGRATE")
                .end(List.of());
        List<CatalogChange> changes = effect.catalog().changes();
        StepContext context = session.context();
        StepResult applied = new StepResult(
                effect.rows().total() + changes.size(),
                effect.rows().toCounts(changes.size(), statements.size()),
                null,
                null);
        JdbcScriptRecords.write(
                session.jdbc(),
                context.key(),
                new ScriptRecord(
                        State.APPLIED, operation.version(), FlywayScript.nameOf(operation, context.key()), changes));
        JdbcStepRecords.write(session.jdbc(), context.entryWith(applied));
        Failpoints.hit("postgres.sql.after-script");
        result = applied;
    }

    /** The result of the script; null until the script has run. */
    @Nullable StepResult result() {
        return result;
    }

    /** Whether the connections of Flyway and of the dispatch, which must be the same one, are in a transaction. */
    private boolean isInTransaction(Context flyway) {
        try {
            return !flyway.getConnection().getAutoCommit()
                    && !session.connection().getAutoCommit();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the auto-commit mode of the connection", e);
        }
    }
}
