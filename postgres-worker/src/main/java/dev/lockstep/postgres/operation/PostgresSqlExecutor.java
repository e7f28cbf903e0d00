package dev.lockstep.postgres.operation;

import static java.util.Objects.requireNonNull;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.operation.JdbcScriptRows.Script;
import dev.lockstep.postgres.target.JdbcAccess;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlViolation;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepOutcome;
import dev.lockstep.worker.StepRecord;
import java.util.Optional;
import java.util.stream.Collectors;

/** Does {@code postgres.sql} by its up and undoes it by its down; see {@code docs/operations/postgres.sql.md}. */
public final class PostgresSqlExecutor implements StepExecutor<PostgresSql> {
    private final JdbcScriptSessions sessions;
    private final JdbcPreflight preflight;

    public PostgresSqlExecutor(JdbcAccess access, StepJournal journal) {
        this.sessions = new JdbcScriptSessions(access, journal);
        this.preflight = new JdbcPreflight(access);
    }

    @Override
    public Class<PostgresSql> operation() {
        return PostgresSql.class;
    }

    @Override
    public StepOutcome preflight(PostgresSql operation, StepContext context) {
        readable("up", operation.up());
        if (operation.down() != null) {
            readable("down", operation.down());
        }
        preflight.check(operation);
        return new StepOutcome.Applied(StepResult.NOTHING);
    }

    @Override
    public StepOutcome apply(PostgresSql operation, StepContext context) {
        SqlScript up = readable("up", operation.up());
        StepResult result = up.isStandalone()
                ? sessions.in(context, (session, history) -> new JdbcStandaloneStatement(session, history)
                        .apply(operation, up.statements().getFirst()))
                : sessions.in(context, (session, history) -> new JdbcTransactionalScript(session, history)
                        .apply(operation, up));
        return new StepOutcome.Applied(result);
    }

    @Override
    public StepOutcome compensate(PostgresSql operation, StepContext context) {
        return new StepOutcome.Compensated(sessions.in(context, (session, history) -> {
            Optional<Script> script = session.inFencedTransaction(jdbc -> JdbcScriptRows.find(jdbc, context.key()));
            if (script.isEmpty()) {
                // The script's own transaction writes its row, so without one nothing of it was ever there.
                return CompensationResult.NOTHING;
            }
            JdbcStandaloneStatement alone = new JdbcStandaloneStatement(session, history);
            if (SqlScript.read(operation.up()).isStandalone() && alone.clear(script.get())) {
                return alone.neverApplied(script.get());
            }
            SqlScript down = readable("down", downOf(operation, context));
            return down.isStandalone()
                    ? alone.compensate(script.get(), down.statements().getFirst())
                    : new JdbcTransactionalScript(session, history).compensate(script.get(), down);
        }));
    }

    /** Nothing of a script waits for the other steps: what apply did stands. */
    @Override
    public StepOutcome finish(PostgresSql operation, StepContext context) {
        StepRecord step = requireNonNull(context.entry().step(), "a dispatch that runs has a row");
        return new StepOutcome.Applied(requireNonNull(step.applied(), "finish follows apply"));
    }

    private static String downOf(PostgresSql operation, StepContext context) {
        String down = operation.down();
        if (down == null || down.isBlank()) {
            throw new OperationFailed(StepFailure.Permanent.withoutEffect(
                    "no-down", "%s is applied and has no down: it cannot be undone".formatted(context.key())));
        }
        return down;
    }

    private static SqlScript readable(String name, String text) {
        SqlScript script = SqlScript.read(text);
        if (!script.violations().isEmpty()) {
            throw new OperationFailed(StepFailure.Permanent.withoutEffect(
                    "script-refused",
                    script.violations().stream()
                            .map(SqlViolation::toString)
                            .collect(Collectors.joining("; ", name + ": ", ""))));
        }
        return script;
    }
}
