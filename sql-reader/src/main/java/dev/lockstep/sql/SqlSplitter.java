package dev.lockstep.sql;

import java.util.ArrayList;
import java.util.List;

/** Finds where statements end: at a semicolon outside of parentheses and of a {@code BEGIN ATOMIC} body. */
final class SqlSplitter {
    private final String text;
    private final SqlPositions positions;
    private final List<SqlStatement> statements = new ArrayList<>();
    private List<SqlToken> current = new ArrayList<>();
    private int bodies;

    private SqlSplitter(String text, SqlPositions positions) {
        this.text = text;
        this.positions = positions;
    }

    static List<SqlStatement> statementsOf(String text, SqlPositions positions) {
        SqlSplitter splitter = new SqlSplitter(text, positions);
        SqlLexer.tokensOf(text).forEach(splitter::take);
        if (splitter.bodies > 0) {
            throw new SqlSyntaxError(splitter.current.getFirst().start(), "BEGIN ATOMIC is never ended");
        }
        splitter.end();
        return splitter.statements;
    }

    private void take(SqlToken token) {
        if (token.kind() == SqlToken.Kind.SEMICOLON && token.depth() == 0 && bodies == 0) {
            end();
            return;
        }
        follow(token);
        current.add(token);
    }

    private void follow(SqlToken token) {
        if (namesColumn()) {
            return;
        }
        if (token.is("ATOMIC") && !current.isEmpty() && current.getLast().is("BEGIN") && createsRoutine()) {
            bodies++;
        } else if (bodies > 0 && token.is("CASE")) {
            bodies++;
        } else if (bodies > 0 && token.is("END")) {
            bodies--;
        }
    }

    /** After a dot, and after AS, a keyword is only a name. */
    private boolean namesColumn() {
        return !current.isEmpty()
                && (current.getLast().isSymbol('.') || current.getLast().is("AS"));
    }

    private boolean createsRoutine() {
        SqlKeywords words = new SqlKeywords(current);
        int routine = words.skipping(1, "OR", "REPLACE");
        return words.keyword(0).equals("CREATE")
                && (words.keyword(routine).equals("FUNCTION")
                        || words.keyword(routine).equals("PROCEDURE"));
    }

    private void end() {
        if (!current.isEmpty()) {
            int start = current.getFirst().start();
            statements.add(new SqlStatement(
                    text.substring(start, current.getLast().end()),
                    positions.line(start),
                    positions.column(start),
                    SqlPlacementRules.of(new SqlKeywords(current))));
        }
        current = new ArrayList<>();
    }
}
