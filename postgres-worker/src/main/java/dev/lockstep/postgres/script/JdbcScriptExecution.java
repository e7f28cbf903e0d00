package dev.lockstep.postgres.script;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.sql.SqlPlacement;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.DispatchSuperseded;

/**
 * Runs all statements of a script in the current transaction, then everything that the script has deferred, and then
 * restores the settings of the session.
 */
final class JdbcScriptExecution {
    /** Deferred triggers and constraints run with the script's settings, before its effects are measured. */
    private static final String RUN_DEFERRED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED";

    private final JdbcDispatchSession session;
    private final ScriptStatements statements;
    private final JdbcSessionGuard guard;

    private JdbcScriptExecution(JdbcDispatchSession session, ScriptStatements statements) {
        this.session = session;
        this.statements = statements;
        this.guard = JdbcSessionGuard.start(session);
    }

    /** Runs the script; a failure has the line of its statement. */
    static void run(JdbcDispatchSession session, ScriptStatements statements) {
        JdbcScriptExecution execution = new JdbcScriptExecution(session, statements);
        try {
            execution.run();
        } catch (DispatchSuperseded superseded) {
            throw superseded;
        } catch (RuntimeException e) {
            throw JdbcScriptFailures.of(e, statements);
        }
    }

    private void run() {
        for (SqlStatement statement : statements.all()) {
            statements.startNext();
            execute(statement);
            guard.check();
        }
        statements.startDeferred();
        JdbcSimpleQuery.execute(session, RUN_DEFERRED);
        guard.check();
        guard.restore();
    }

    private void execute(SqlStatement statement) {
        switch (statement.placement()) {
            case SqlPlacement.CopyRows(String rows, int _) -> JdbcSimpleQuery.copy(session, statement.text(), rows);
            case SqlPlacement.InTransaction() -> JdbcSimpleQuery.execute(session, statement.text());
            case SqlPlacement.Standalone _ ->
                throw new IllegalArgumentException("«%s» does not run in a transaction".formatted(statement.text()));
            case SqlPlacement.Refused(String reason, String _) -> throw new IllegalArgumentException(reason);
        }
    }
}
