package dev.lockstep.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The statements of a script and its violations. A script may run if it has no violations.
 *
 * @param statements in the order of the script; empty if the script has a syntax error
 * @param violations in the order of the script
 */
public record SqlScript(List<SqlStatement> statements, List<SqlViolation> violations) {
    public SqlScript {
        statements = List.copyOf(statements);
        violations = List.copyOf(violations);
    }

    /** Parses a script of an operation. */
    public static SqlScript parse(String text) {
        SqlPositions positions = new SqlPositions(text);
        try {
            List<SqlStatement> statements = SqlSplitter.statementsOf(text, positions);
            return new SqlScript(statements, violationsIn(statements));
        } catch (SqlSyntaxError e) {
            return new SqlScript(List.of(), List.of(positions.violation(e)));
        }
    }

    /** Parses the SQL of a check: one statement that can run in a transaction. */
    public static SqlScript parseQuery(String text) {
        SqlScript script = parse(text);
        if (!script.violations.isEmpty()) {
            return script;
        }
        List<SqlViolation> violations = new ArrayList<>();
        if (script.isStandalone()) {
            SqlStatement statement = script.statements.getFirst();
            violations.add(violation(
                    statement,
                    "%s runs only outside of a transaction, but a check runs in a transaction"
                            .formatted(nameOf(statement)),
                    "write one SELECT"));
        }
        script.statements.stream()
                .skip(1)
                .map(statement -> violation(
                        statement,
                        "a check is one query, but another statement starts here",
                        "combine the statements into one SELECT, or write a check for each"))
                .forEach(violations::add);
        return new SqlScript(script.statements, violations);
    }

    /** Whether the script is one statement that PostgreSQL refuses inside a transaction. */
    public boolean isStandalone() {
        return statements.size() == 1 && statements.getFirst().placement() instanceof SqlPlacement.Standalone;
    }

    private static List<SqlViolation> violationsIn(List<SqlStatement> statements) {
        if (statements.isEmpty()) {
            return List.of(new SqlViolation(1, 1, "the SQL contains no statement", "write at least one SQL statement"));
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
                                "%s runs only outside of a transaction, so it must be the only statement of the script"
                                        .formatted(nameOf(statement)),
                                "move the statement to a separate step"));
                    }
                }
            }
        }
        return violations;
    }

    private static String nameOf(SqlStatement standalone) {
        return switch (standalone.placement()) {
            case SqlPlacement.CreateIndex _ -> "CREATE INDEX CONCURRENTLY";
            case SqlPlacement.DropIndex _ -> "DROP INDEX CONCURRENTLY";
            case SqlPlacement.Maintenance _, SqlPlacement.InTransaction _, SqlPlacement.Refused _ ->
                standalone.text().split("\\W", 2)[0].toUpperCase(Locale.ROOT);
        };
    }

    private static SqlViolation violation(SqlStatement statement, String message, String hint) {
        return new SqlViolation(statement.line(), statement.column(), message, hint);
    }
}
