package dev.lockstep.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a script and its violations; a script without violations may run.
 *
 * @param statements in the order of the script; empty if the script cannot be read
 * @param violations in the order of the script
 */
public record SqlScript(List<SqlStatement> statements, List<SqlViolation> violations) {
    public SqlScript {
        statements = List.copyOf(statements);
        violations = List.copyOf(violations);
    }

    /** Reads a script of an operation. */
    public static SqlScript read(String text) {
        SqlPositions positions = new SqlPositions(text);
        try {
            List<SqlStatement> statements = SqlSplitter.statementsOf(text, positions);
            return new SqlScript(statements, violationsIn(statements));
        } catch (SqlSyntaxError e) {
            String message = String.valueOf(e.getMessage());
            return new SqlScript(List.of(), List.of(positions.violation(e.offset(), message, "close it")));
        }
    }

    /** Reads a check: one statement that can run in a read-only transaction. */
    public static SqlScript query(String text) {
        SqlScript script = read(text);
        if (!script.violations.isEmpty()) {
            return script;
        }
        List<SqlViolation> violations = new ArrayList<>();
        if (script.isStandalone()) {
            violations.add(violation(
                    script.statements.getFirst(),
                    "PostgreSQL runs this statement only outside of a transaction, but checks run in a transaction",
                    "write a SELECT"));
        }
        script.statements.stream()
                .skip(1)
                .map(second -> violation(
                        second, "a check is one query, but a second statement starts here", "write one SELECT"))
                .forEach(violations::add);
        return new SqlScript(script.statements, violations);
    }

    /** Whether the script is one statement that PostgreSQL refuses inside a transaction. */
    public boolean isStandalone() {
        return statements.size() == 1 && statements.getFirst().placement() instanceof SqlPlacement.Standalone;
    }

    private static List<SqlViolation> violationsIn(List<SqlStatement> statements) {
        if (statements.isEmpty()) {
            return List.of(new SqlViolation(1, 1, "the script has no statement", "write at least one"));
        }
        List<SqlViolation> violations = new ArrayList<>();
        for (SqlStatement statement : statements) {
            switch (statement.placement()) {
                case SqlPlacement.InTransaction _ -> {}
                case SqlPlacement.Refused refused ->
                    violations.add(violation(statement, refused.reason(), refused.hint()));
                case SqlPlacement.Standalone _ -> {
                    if (statements.size() > 1) {
                        violations.add(violation(
                                statement,
                                "PostgreSQL runs this statement only outside of a transaction, so it must be the only statement",
                                "move it to a step of its own"));
                    }
                }
            }
        }
        return violations;
    }

    private static SqlViolation violation(SqlStatement at, String message, String hint) {
        return new SqlViolation(at.line(), at.column(), message, hint);
    }
}
