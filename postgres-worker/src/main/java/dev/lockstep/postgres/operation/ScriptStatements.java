package dev.lockstep.postgres.operation;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.util.List;

/** A script's statements one after the other: which one is running, and whether it is the one that we have read. */
final class ScriptStatements {
    private final List<SqlStatement> statements;
    private final StepContext context;
    private int begun;

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

    /** The next one begins; also the moment to give way. */
    void begin() {
        context.progress(new Progress(begun, (long) statements.size()));
        begun++;
    }

    /** The same, for a statement that another parser has cut out: what it sends must be what we have judged. */
    void begin(String sent) {
        List<SqlStatement> read = SqlScript.read(sent).statements();
        boolean ours = begun < statements.size()
                && read.size() == 1
                && read.getFirst().text().equals(statements.get(begun).text());
        if (!ours) {
            throw new OperationFailed(new StepFailure.Permanent(
                    "statement-unclear",
                    "statement %d would be sent as «%s», which is not how PostgreSQL reads the script"
                            .formatted(begun + 1, sent),
                    Effect.NONE));
        }
        begin();
    }

    /** What was thrown, with the line of the script that was running. */
    OperationFailed failed(RuntimeException thrown, String script) {
        StepFailure failure = PostgresFailures.of(thrown);
        String message = begun == 0
                ? failure.message()
                : "line %d of %s: %s".formatted(statements.get(begun - 1).line(), script, failure.message());
        return new OperationFailed(
                switch (failure) {
                    case StepFailure.Transient(String code, String said) -> new StepFailure.Transient(code, message);
                    case StepFailure.Unreachable(String code, String said) ->
                        new StepFailure.Unreachable(code, message);
                    case StepFailure.Permanent(String code, String said, Effect effect) ->
                        new StepFailure.Permanent(code, message, effect);
                },
                thrown);
    }
}
