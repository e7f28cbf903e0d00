package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.sql.SqlPlacement;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.StepContext;
import java.util.List;
import java.util.Optional;

/** Tracks the statements of a script that have started, and reports them as progress. */
public final class ScriptStatements {
    private final String script;
    private final List<SqlStatement> statements;
    private final StepContext context;
    private int startedCount;
    private boolean isDeferredStarted;

    /**
     * Creates the tracker of a script that has not started.
     *
     * @param field the script's name in the operation, for failures: {@code up} or {@code down}
     */
    public ScriptStatements(String field, SqlScript script, StepContext context) {
        this(field, script.statements(), context);
    }

    private ScriptStatements(String field, List<SqlStatement> statements, StepContext context) {
        this.script = field;
        this.statements = statements;
        this.context = context;
    }

    /** The first statements of the script, not started. */
    public ScriptStatements first(int count) {
        return new ScriptStatements(script, statements.subList(0, count), context);
    }

    /** How many statements have started. */
    public int startedCount() {
        return startedCount;
    }

    public int size() {
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
     * Starts what the script has deferred to its end.
     *
     * @throws IllegalStateException if not every statement was started
     */
    void startDeferred() {
        if (startedCount != statements.size()) {
            throw new IllegalStateException(
                    "%d of %d statements of %s were started".formatted(startedCount, statements.size(), script));
        }
        isDeferredStarted = true;
    }

    /**
     * Where a failure occurred: the line of the statement that started last; empty if none has started.
     *
     * @param row the number of the row that COPY has refused, from 1; 0 if it is not known
     */
    Optional<String> position(int row) {
        if (isDeferredStarted) {
            return Optional.of("after the last statement of " + script);
        }
        return startedCount == 0 ? Optional.empty() : Optional.of("line %d of %s".formatted(line(row), script));
    }

    private int line(int row) {
        SqlStatement started = statements.get(startedCount - 1);
        return row > 0 && started.placement() instanceof SqlPlacement.CopyRows(String _, int firstLine)
                ? firstLine + row - 1
                : started.line();
    }
}
