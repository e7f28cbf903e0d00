package dev.lockstep.sql;

import dev.lockstep.sql.SqlToken.Kind;
import java.util.List;
import java.util.Set;

/**
 * Finds the end of a {@code BEGIN ATOMIC} body. Its END follows a semicolon or ATOMIC; every other END closes a CASE or is
 * a name. CASE can be a name too, if what follows it cannot start an expression.
 */
final class SqlRoutineBody {
    /** The length of {@code CREATE OR REPLACE FUNCTION}. */
    private static final int ROUTINE_KEYWORDS = 4;

    /** Keywords that can follow a name at the end of a list of columns, and cannot start an expression. */
    private static final Set<String> AFTER_NAMES = Set.of(
            "FROM",
            "INTO",
            "WHERE",
            "GROUP",
            "HAVING",
            "WINDOW",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "FETCH",
            "FOR",
            "ON",
            "RETURNING",
            "END");

    private boolean isOpen;
    private boolean isCasePending;
    private int openCases;

    boolean isOpen() {
        return isOpen;
    }

    /**
     * Takes the next token of the statement.
     *
     * @param before the tokens of the statement before it
     */
    void add(SqlToken token, List<SqlToken> before) {
        if (!isOpen) {
            isOpen = token.is("ATOMIC")
                    && !before.isEmpty()
                    && before.getLast().is("BEGIN")
                    && isRoutineDefinition(before);
            return;
        }
        if (isCasePending && !endsName(token)) {
            openCases++;
        }
        SqlToken last = before.getLast();
        boolean isName = last.isSymbol('.') || last.is("AS");
        isCasePending = token.is("CASE") && !isName;
        if (token.is("END") && !isName) {
            end(last);
        }
    }

    private void end(SqlToken last) {
        if (openCases > 0) {
            openCases--;
        } else if (last.kind() == Kind.SEMICOLON || last.is("ATOMIC")) {
            isOpen = false;
        }
    }

    private static boolean endsName(SqlToken token) {
        return token.kind() == Kind.SEMICOLON
                || token.isSymbol(',')
                || token.isSymbol(')')
                || AFTER_NAMES.stream().anyMatch(token::is);
    }

    private static boolean isRoutineDefinition(List<SqlToken> statement) {
        SqlTokens words = new SqlTokens(statement.subList(0, Math.min(ROUTINE_KEYWORDS, statement.size())));
        int routine = words.skip(1, "OR", "REPLACE");
        return words.keywordAt(0).equals("CREATE")
                && (words.keywordAt(routine).equals("FUNCTION")
                        || words.keywordAt(routine).equals("PROCEDURE"));
    }
}
