package dev.lockstep.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The statements of a script and its violations. A script may run if it has no violations.
 *
 * @param statements in the order of the script; empty if the script has a syntax error
 * @param violations in the order of the script
 */
public record SqlScript(List<SqlStatement> statements, List<SqlViolation> violations) {
    /** Statements that return no row and change the session or read rows. */
    private static final Pattern NO_QUERY = Pattern.compile("(?i)(?:SET|RESET|DISCARD|COPY)\\b");

    public SqlScript {
        statements = List.copyOf(statements);
        violations = List.copyOf(violations);
    }

    /** Parses a script of an operation. */
    public static SqlScript parse(String text) {
        SqlPositions positions = new SqlPositions(text);
        SqlSplitter splitter = new SqlSplitter(text, positions);
        try {
            splitter.split();
            return new SqlScript(splitter.statements(), violationsIn(splitter.statements()));
        } catch (SqlSyntaxError e) {
            List<SqlViolation> violations = new ArrayList<>(violationsOf(splitter.statements()));
            violations.add(positions.violation(e));
            return new SqlScript(List.of(), violations);
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
                .filter(statement -> NO_QUERY.matcher(statement.text()).lookingAt())
                .map(statement -> violation(
                        statement,
                        "a check is a query, but found "
                                + statement.text().split("\\W", 2)[0].toUpperCase(Locale.ROOT),
                        "write one SELECT"))
                .forEach(violations::add);
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
        return violationsOf(statements);
    }

    private static List<SqlViolation> violationsOf(List<SqlStatement> statements) {
        List<SqlViolation> violations = new ArrayList<>();
        for (SqlStatement statement : statements) {
            switch (statement.placement()) {
                case SqlPlacement.InTransaction _, SqlPlacement.CopyRows _ -> {}
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
            case SqlPlacement.Maintenance _,
                    SqlPlacement.InTransaction _,
                    SqlPlacement.CopyRows _,
                    SqlPlacement.Refused _ ->
                standalone.text().split("\\W", 2)[0].toUpperCase(Locale.ROOT);
        };
    }

    private static SqlViolation violation(SqlStatement statement, String message, String hint) {
        return new SqlViolation(statement.line(), statement.column(), message, hint);
    }
}
