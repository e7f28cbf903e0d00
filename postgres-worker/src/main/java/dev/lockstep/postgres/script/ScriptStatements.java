package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.util.List;

/** Tracks the statements of a script that have started, and reports them as progress. */
final class ScriptStatements {
    private final List<SqlStatement> statements;
    private final StepContext context;
    private int startedCount;

    ScriptStatements(SqlScript script, StepContext context) {
        this.statements = script.statements();
        this.context = context;
    }

    int size() {
        return statements.size();
    }

    List<SqlStatement> all() {
        return statements;
    }

    /** Reports progress before the next statement; throws if the dispatch is superseded. */
    void startNext() {
        context.progress(new Progress(startedCount, (long) statements.size()));
        startedCount++;
    }

    /**
     * Starts the next statement of Flyway.
     *
     * @param sent what Flyway will send; it must be exactly the next statement of the script
     * @throws OperationFailed if it is not
     */
    void startNext(String sent) {
        List<SqlStatement> parsed = SqlScript.parse(sent).statements();
        boolean isExpected = startedCount < statements.size()
                && parsed.size() == 1
                && parsed.getFirst().text().equals(statements.get(startedCount).text());
        if (!isExpected) {
            throw OperationFailed.withoutEffect(
                    "statement-mismatch",
                    "Flyway would send «%s» as statement %d, but PostgreSQL splits the script differently"
                            .formatted(sent, startedCount + 1));
        }
        startNext();
    }

    /** The failure of the statement that started last, with its line. */
    OperationFailed failureOf(RuntimeException thrown, String script) {
        StepFailure failure = PostgresFailures.of(thrown);
        if (startedCount == 0) {
            return new OperationFailed(failure, thrown);
        }
        int line = statements.get(startedCount - 1).line();
        return new OperationFailed(
                PostgresFailures.withMessage(failure, "line %d of %s: %s".formatted(line, script, failure.message())),
                thrown);
    }
}
