package dev.lockstep.cli.script;

import dev.lockstep.cli.script.SqlStep.Part;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import java.util.List;
import java.util.function.Predicate;

/** Removes statements from a script. */
final class SqlCut {
    private SqlCut() {}

    /** The script without these statements and their semicolons; as it is if it cannot be split into statements. */
    static Part without(Part part, Predicate<SqlStatement> isRemoved) {
        StringBuilder text = new StringBuilder(part.text());
        List<SqlStatement> statements = SqlScript.parse(part.text()).statements();
        for (SqlStatement statement : statements.reversed()) {
            if (isRemoved.test(statement)) {
                int start = offset(part.text(), statement);
                int end = start + statement.text().length();
                int next = end;
                while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                    next++;
                }
                text.delete(start, next < text.length() && text.charAt(next) == ';' ? next + 1 : end);
            }
        }
        return new Part(text.toString(), part.line());
    }

    /** Whether the script has no statement, only comments. */
    static boolean isEmpty(Part part) {
        SqlScript script = SqlScript.parse(part.text());
        return script.statements().isEmpty()
                && script.violations().stream()
                        .allMatch(violation -> violation.message().contains("no statement"));
    }

    private static int offset(String text, SqlStatement statement) {
        int start = 0;
        for (int line = 1; line < statement.line(); line++) {
            start = text.indexOf('\n', start) + 1;
        }
        return start + statement.column() - 1;
    }
}
