package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.coordinator.plan.PostgresScript.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A script of a plan leaves its transaction and its session alone, and does not mix what cannot stand together. */
final class ScriptRule {
    private final List<Finding> findings = new ArrayList<>();

    private ScriptRule() {}

    static List<Finding> scriptsLeaveTheTransactionAlone(Draft draft) {
        ScriptRule rule = new ScriptRule();
        for (StepAt at : draft.steps()) {
            if (at.step().operation() instanceof PostgresSql sql) {
                rule.script(sql.up(), at.pointer("operation/up"));
                rule.script(sql.down(), at.pointer("operation/down"));
            }
        }
        return rule.findings;
    }

    private void script(@Nullable String text, String pointer) {
        if (text == null || text.isBlank()) {
            return;
        }
        switch (PostgresScript.read(text)) {
            case PostgresScript.Unclear(int line, int column, String because) ->
                found(pointer, line, column, because, "close it, or write the script more plainly");
            case PostgresScript.Statements(List<Statement> statements) -> judge(statements, pointer);
        }
    }

    private void judge(List<Statement> statements, String pointer) {
        if (statements.isEmpty()) {
            found(pointer, 0, 0, "it has no statement in it", "write one, or leave it out");
        }
        for (Statement statement : statements) {
            Forbidden.in(statement)
                    .ifPresent(it -> found(pointer, statement.line(), statement.column(), it.because(), it.mend()));
            if (statements.size() > 1 && Alone.mustStand(statement)) {
                found(
                        pointer,
                        statement.line(),
                        statement.column(),
                        "PostgreSQL refuses %s inside a transaction, and %d statements stand here"
                                .formatted(statement.opening(), statements.size()),
                        "let it stand alone, in a step of its own");
            }
        }
    }

    private void found(String pointer, int line, int column, String message, String mend) {
        findings.add(new Finding(pointer, new Finding.Offset(line, column), message, mend));
    }
}
