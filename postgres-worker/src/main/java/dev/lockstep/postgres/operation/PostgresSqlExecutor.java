package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.script.CheckedScript;
import dev.lockstep.postgres.script.JdbcScriptPreflight;
import dev.lockstep.postgres.script.JdbcScriptRecords;
import dev.lockstep.postgres.script.JdbcTransactionalScriptRunner;
import dev.lockstep.postgres.script.ScriptRecord;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcDispatchSessions;
import dev.lockstep.postgres.standalone.JdbcStandaloneScriptRunner;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepOutcome;
import java.util.Optional;

/** Runs {@code up} and {@code down} of {@code postgres.sql}; see {@code docs/operations/postgres.sql.md}. */
public final class PostgresSqlExecutor implements StepExecutor<PostgresSql> {
    private final JdbcDispatchSessions sessions;
    private final JdbcScriptPreflight preflight;

    public PostgresSqlExecutor(JdbcConnections connections, StepJournal journal) {
        this.sessions = new JdbcDispatchSessions(connections, journal);
        this.preflight = new JdbcScriptPreflight(connections);
    }

    @Override
    public Class<PostgresSql> operation() {
        return PostgresSql.class;
    }

    @Override
    public StepOutcome preflight(PostgresSql operation, StepContext context) {
        CheckedScript.parse("up", operation.up());
        if (operation.down() != null) {
            CheckedScript.parse("down", operation.down());
        }
        preflight.check(operation);
        return new StepOutcome.Succeeded(StepResult.NOTHING);
    }

    @Override
    public StepOutcome apply(PostgresSql operation, StepContext context) {
        SqlScript up = CheckedScript.parse("up", operation.up());
        return new StepOutcome.Succeeded(sessions.run(
                context,
                session -> up.isStandalone()
                        ? new JdbcStandaloneScriptRunner(session)
                                .apply(operation, up.statements().getFirst())
                        : new JdbcTransactionalScriptRunner(session).apply(operation, up)));
    }

    @Override
    public StepOutcome compensate(PostgresSql operation, StepContext context) {
        return new StepOutcome.Compensated(sessions.run(context, session -> compensate(operation, session)));
    }

    private static CompensationResult compensate(PostgresSql operation, JdbcDispatchSession session) {
        StepContext context = session.context();
        Optional<ScriptRecord> script =
                session.inFencedTransaction(jdbc -> JdbcScriptRecords.find(jdbc, context.key()));
        if (script.isEmpty()) {
            // The record is committed with or before the first effect, so there is no effect.
            return CompensationResult.NOTHING;
        }
        JdbcStandaloneScriptRunner standalone = new JdbcStandaloneScriptRunner(session);
        if (SqlScript.parse(operation.up()).isStandalone()) {
            standalone.dropInvalidIndexes(script.get());
            if (standalone.isWithoutEffect(script.get())) {
                return standalone.compensateWithoutEffect(script.get());
            }
        }
        SqlScript down = CheckedScript.parse("down", requireDown(operation, context));
        return down.isStandalone()
                ? standalone.compensate(script.get(), down.statements().getFirst())
                : new JdbcTransactionalScriptRunner(session).compensate(script.get(), down);
    }

    @Override
    public StepOutcome finish(PostgresSql operation, StepContext context) {
        return JournaledOutcome.of(context);
    }

    /** Refuses: the journal of a script has definitions of the catalog, and no values of rows. */
    @Override
    public long erase(PostgresSql operation, String unit, StepContext context) {
        throw OperationFailed.withoutEffect(
                "nothing-to-erase",
                "%s stores definitions of the catalog and no values of rows".formatted(operation.type()));
    }

    private static String requireDown(PostgresSql operation, StepContext context) {
        String down = operation.down();
        if (down == null || down.isBlank()) {
            throw OperationFailed.withoutEffect(
                    "no-down",
                    "%s is applied, but its operation has no down to compensate it".formatted(context.key()));
        }
        return down;
    }
}
