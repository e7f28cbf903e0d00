package dev.lockstep.postgres.script;

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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Locks the fence, runs the script and writes the journal, in Flyway's transaction.
 *
 * <p>Flyway then writes its history row and commits, so script, history and journal are committed together.
 */
final class JdbcUpScript implements FlywayScriptMigration.Body {
    private final PostgresSql operation;
    private final JdbcDispatchSession session;
    private final JdbcCatalogRecorder catalog;
    private final ScriptStatements statements;
    private @Nullable StepResult result;

    JdbcUpScript(
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
    public void run(Connection flyway) throws SQLException {
        requireTransaction(flyway);
        session.lockFence();
        JdbcScriptMeasurement measurement = JdbcScriptMeasurement.start(session, catalog);
        Failpoints.hit("postgres.sql.before-script");
        JdbcScriptExecution.run(session, statements);
        result = journal(measurement.end(List.of()));
        Failpoints.hit("postgres.sql.after-script");
    }

    /** The result of the script; null until the script has run. */
    @Nullable StepResult result() {
        return result;
    }

    private StepResult journal(ScriptEffect effect) {
        List<CatalogChange> changes = effect.catalog().changes();
        StepContext context = session.context();
        StepResult applied = effect.rows().toResult(changes.size(), statements.size());
        JdbcScriptRecords.write(
                session.jdbc(),
                context.key(),
                new ScriptRecord(
                        State.APPLIED, operation.version(), FlywayScript.nameOf(operation, context.key()), changes));
        JdbcStepRecords.write(session.jdbc(), context.entryWith(applied));
        return applied;
    }

    /** The connections of Flyway and of the dispatch must be the same one, and it must be in a transaction. */
    private void requireTransaction(Connection flyway) throws SQLException {
        if (flyway.getAutoCommit() || session.connection().getAutoCommit()) {
            throw new IllegalStateException(
                    "Flyway runs version %s outside of a transaction".formatted(operation.version()));
        }
    }
}
