package dev.lockstep.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * A script taken apart, and what is to be said against it; a script without objections can be run.
 *
 * @param violations in the order of the script
 */
public record SqlScript(List<SqlStatement> statements, List<SqlViolation> violations) {
    public SqlScript {
        statements = List.copyOf(statements);
        violations = List.copyOf(violations);
    }

    public static SqlScript read(String text) {
        SqlPositions positions = new SqlPositions(text);
        try {
            List<SqlStatement> statements = SqlSplitter.statementsOf(text, positions);
            return new SqlScript(statements, objectionsTo(statements));
        } catch (SqlSyntaxError e) {
            String message = String.valueOf(e.getMessage());
            return new SqlScript(List.of(), List.of(positions.objection(e.offset(), message, "close it")));
        }
    }

    /** A check: one statement, and one that can run in a transaction which may only read. */
    public static SqlScript query(String text) {
        SqlScript script = read(text);
        if (!script.violations.isEmpty()) {
            return script;
        }
        List<SqlViolation> violations = new ArrayList<>();
        if (script.isStandalone()) {
            violations.add(objection(
                    script.statements.getFirst(),
                    "PostgreSQL runs this statement only outside of a transaction, and a check runs in one",
                    "ask with SELECT"));
        }
        script.statements.stream()
                .skip(1)
                .map(second ->
                        objection(second, "a check is one query, and another begins here", "ask with one SELECT"))
                .forEach(violations::add);
        return new SqlScript(script.statements, violations);
    }

    /** Whether it is one statement that PostgreSQL refuses inside a transaction. */
    public boolean isStandalone() {
        return statements.size() == 1 && statements.getFirst().placement() instanceof SqlPlacement.Alone;
    }

    private static List<SqlViolation> objectionsTo(List<SqlStatement> statements) {
        if (statements.isEmpty()) {
            return List.of(new SqlViolation(1, 1, "the script has no statement", "write one"));
        }
        List<SqlViolation> violations = new ArrayList<>();
        for (SqlStatement statement : statements) {
            switch (statement.placement()) {
                case SqlPlacement.InTransaction in -> {}
                case SqlPlacement.Refused refused ->
                    violations.add(objection(statement, refused.reason(), refused.hint()));
                case SqlPlacement.Alone alone -> {
                    if (statements.size() > 1) {
                        violations.add(objection(
                                statement,
                                "PostgreSQL runs this statement only outside of a transaction, so it stands alone",
                                "give it a step of its own"));
                    }
                }
            }
        }
        return violations;
    }

    private static SqlViolation objection(SqlStatement at, String message, String hint) {
        return new SqlViolation(at.line(), at.column(), message, hint);
    }
}
