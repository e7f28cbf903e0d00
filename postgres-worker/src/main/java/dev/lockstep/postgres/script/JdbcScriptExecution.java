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
public final class JdbcScriptExecution {
    /** Deferred triggers and constraints run with the script's settings, before its effects are measured. */
    private static final String RUN_DEFERRED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED";

    private final JdbcDispatchSession session;
    private final ScriptStatements statements;
    private final StatementListener listener;
    private final JdbcSessionGuard guard;

    private JdbcScriptExecution(JdbcDispatchSession session, ScriptStatements statements, StatementListener listener) {
        this.session = session;
        this.statements = statements;
        this.listener = listener;
        this.guard = JdbcSessionGuard.start(session);
    }

    /** Is called after each statement of a script, in its transaction. */
    @FunctionalInterface
    public interface StatementListener {
        /**
         * The statement has succeeded; the settings of the session are not checked yet.
         *
         * @param rows the number of rows that the statement has written itself, without triggers
         * @param nanos how long it took
         */
        void executed(SqlStatement statement, long rows, long nanos);
    }

    /** Runs the script; a failure has the line of its statement. */
    static void run(JdbcDispatchSession session, ScriptStatements statements) {
        run(session, statements, (_, _, _) -> {});
    }

    /** Runs the script; a failure has the line of its statement. */
    public static void run(JdbcDispatchSession session, ScriptStatements statements, StatementListener listener) {
        JdbcScriptExecution execution = new JdbcScriptExecution(session, statements, listener);
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
            long start = System.nanoTime();
            long rows = execute(statement);
            listener.executed(statement, rows, System.nanoTime() - start);
            guard.check();
        }
        statements.startDeferred();
        JdbcSimpleQuery.execute(session, RUN_DEFERRED);
        guard.check();
        guard.restore();
    }

    private long execute(SqlStatement statement) {
        return switch (statement.placement()) {
            case SqlPlacement.CopyRows(String rows, int _) -> JdbcSimpleQuery.copy(session, statement.text(), rows);
            case SqlPlacement.InTransaction() -> JdbcSimpleQuery.execute(session, statement.text());
            case SqlPlacement.Standalone _ ->
                throw new IllegalArgumentException("«%s» does not run in a transaction".formatted(statement.text()));
            case SqlPlacement.Refused(String reason, String _) -> throw new IllegalArgumentException(reason);
        };
    }
}
