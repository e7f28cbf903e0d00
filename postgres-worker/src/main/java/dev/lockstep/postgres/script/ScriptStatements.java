package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.util.List;

/** The statements of a script in order, and how many of them have started. */
final class ScriptStatements {
    private final List<SqlStatement> statements;
    private final StepContext context;
    private int started;

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

    /** Reports progress as the next statement starts; throws if the dispatch is superseded. */
    void start() {
        context.progress(new Progress(started, (long) statements.size()));
        started++;
    }

    /**
     * Starts the next statement, which Flyway has split from the script.
     *
     * @param sent what Flyway will send; it must be exactly the statement that was checked
     */
    void start(String sent) {
        List<SqlStatement> read = SqlScript.parse(sent).statements();
        boolean isExpected = started < statements.size()
                && read.size() == 1
                && read.getFirst().text().equals(statements.get(started).text());
        if (!isExpected) {
            throw OperationFailed.withoutEffect(
                    "statement-mismatch",
                    "Flyway would send «%s» as statement %d, which is not how PostgreSQL splits the script"
                            .formatted(sent, started + 1));
        }
        start();
    }

    /** The failure of the statement that was running, with its line. */
    OperationFailed failed(RuntimeException thrown, String script) {
        StepFailure failure = PostgresFailures.of(thrown);
        if (started == 0) {
            return new OperationFailed(failure, thrown);
        }
        int line = statements.get(started - 1).line();
        return new OperationFailed(
                PostgresFailures.withMessage(failure, "line %d of %s: %s".formatted(line, script, failure.message())),
                thrown);
    }
}
