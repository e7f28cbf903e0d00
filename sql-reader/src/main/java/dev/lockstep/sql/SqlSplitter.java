package dev.lockstep.sql;

import java.util.ArrayList;
import java.util.List;

/** Splits a script into statements at the semicolons outside of parentheses and {@code BEGIN ATOMIC} bodies. */
final class SqlSplitter {
    /** The length of {@code CREATE OR REPLACE FUNCTION}. */
    private static final int ROUTINE_KEYWORDS = 4;

    private final String text;
    private final SqlPositions positions;
    private final List<SqlStatement> statements = new ArrayList<>();
    private List<SqlToken> current = new ArrayList<>();
    private int openBlocks;

    private SqlSplitter(String text, SqlPositions positions) {
        this.text = text;
        this.positions = positions;
    }

    static List<SqlStatement> statementsOf(String text, SqlPositions positions) {
        SqlSplitter splitter = new SqlSplitter(text, positions);
        SqlLexer.tokensOf(text).forEach(splitter::add);
        if (splitter.openBlocks > 0) {
            throw new SqlSyntaxError(
                    splitter.current.getFirst().start(), "BEGIN ATOMIC has no END", "add END after the last statement");
        }
        splitter.endStatement();
        return splitter.statements;
    }

    private void add(SqlToken token) {
        if (token.kind() == SqlToken.Kind.SEMICOLON && token.depth() == 0 && openBlocks == 0) {
            endStatement();
            return;
        }
        countOpenBlocks(token);
        current.add(token);
    }

    /** Counts {@code BEGIN ATOMIC} bodies and, inside of them, {@code CASE} expressions: both close with END. */
    private void countOpenBlocks(SqlToken token) {
        if (isNamePosition()) {
            return;
        }
        if (token.is("ATOMIC") && !current.isEmpty() && current.getLast().is("BEGIN") && isRoutineDefinition()) {
            openBlocks++;
        } else if (openBlocks > 0 && token.is("CASE")) {
            openBlocks++;
        } else if (openBlocks > 0 && token.is("END")) {
            openBlocks--;
        }
    }

    /** Whether the next token is a name even if it is a keyword: after a dot and after AS. */
    private boolean isNamePosition() {
        return !current.isEmpty()
                && (current.getLast().isSymbol('.') || current.getLast().is("AS"));
    }

    private boolean isRoutineDefinition() {
        SqlTokens words = new SqlTokens(current.subList(0, Math.min(ROUTINE_KEYWORDS, current.size())));
        int routine = words.skip(1, "OR", "REPLACE");
        return words.keywordAt(0).equals("CREATE")
                && (words.keywordAt(routine).equals("FUNCTION")
                        || words.keywordAt(routine).equals("PROCEDURE"));
    }

    private void endStatement() {
        if (!current.isEmpty()) {
            int start = current.getFirst().start();
            statements.add(new SqlStatement(
                    text.substring(start, current.getLast().end()),
                    positions.line(start),
                    positions.column(start),
                    SqlPlacementRules.placementOf(new SqlTokens(current))));
        }
        current = new ArrayList<>();
    }
}
