package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.postgres.script.JdbcScriptExecution;
import dev.lockstep.postgres.script.JdbcWrittenRows;
import dev.lockstep.postgres.script.ScriptStatements;
import dev.lockstep.postgres.script.WrittenRows;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code up} of a step in the transaction of a dry run. */
final class JdbcScriptAttempt {
    private final JdbcDryRunTransaction transaction;
    private final StepId step;
    private final SqlScript up;
    private final List<String> notTried = new ArrayList<>();
    private ScriptStatements statements;

    JdbcScriptAttempt(JdbcDryRunTransaction transaction, StepId step, SqlScript up) {
        this.transaction = transaction;
        this.step = step;
        this.up = up;
        this.statements = newStatements(up.statements().size());
        int external = (int) up.statements().stream()
                .takeWhile(statement -> !statement.isCopyOutsideOfDatabase())
                .count();
        if (external < up.statements().size()) {
            leaveOut(external, "has an effect outside of the database, which a rollback does not undo");
        }
    }

    /** What one run of the script has done. */
    record Measured(JdbcStatementRecorder statements, WrittenRows rows, JdbcWrittenRows counters, long nanos) {}

    /** A statement that cannot be tried in this transaction, and those after it. */
    List<String> notTried() {
        return notTried;
    }

    int triedStatements() {
        return statements.size();
    }

    /** Runs the script for the first time, from the savepoint of the step. */
    Measured runAndMeasure() {
        while (true) {
            ScriptStatements running = statements;
            try {
                return measure(running);
            } catch (RuntimeException e) {
                if (!JdbcEnumValues.isUnsafeUse(e)) {
                    throw e;
                }
                transaction.rollBack();
                String label = JdbcEnumValues.findOfEarlierStep(session(), e).orElseThrow(() -> e);
                leaveOut(
                        running.startedCount() - 1,
                        "uses the enum value %s, which cannot be used before its step is committed".formatted(label));
            }
        }
    }

    /** Runs the same statements again, for the steps after this one. */
    void runAgain() {
        ScriptStatements again = newStatements(statements.size());
        transaction.history().putSchemaFirst();
        JdbcScriptExecution.run(
                session(), again, (_, _, _) -> transaction.timeLimit().check());
        transaction.restoreSearchPath();
    }

    private Measured measure(ScriptStatements running) {
        JdbcWrittenRows counters = JdbcWrittenRows.start(session());
        transaction.history().putSchemaFirst();
        JdbcStatementRecorder recorder = new JdbcStatementRecorder(
                session(), (statement, _, _) -> transaction.executed(step, "up", statement.line()));
        long start = System.nanoTime();
        JdbcScriptExecution.run(session(), running, recorder);
        long nanos = System.nanoTime() - start - recorder.overheadNanos();
        transaction.restoreSearchPath();
        return new Measured(recorder, counters.end(), counters, nanos);
    }

    private void leaveOut(int tried, String reason) {
        List<SqlStatement> omitted =
                up.statements().subList(tried, up.statements().size());
        notTried.clear();
        for (int i = 0; i < omitted.size(); i++) {
            notTried.add("%s: %s"
                    .formatted(
                            JdbcStatementRecorder.beginningOf(omitted.get(i)),
                            i == 0 ? reason : "follows a statement that was not tried"));
        }
        statements = newStatements(tried);
    }

    private ScriptStatements newStatements(int count) {
        return new ScriptStatements("up", up, session().context()).first(count);
    }

    private JdbcDispatchSession session() {
        return transaction.session();
    }
}
