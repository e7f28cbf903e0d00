package dev.lockstep.sql;

import dev.lockstep.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a script into statements at the semicolons outside of parentheses and {@code BEGIN ATOMIC} bodies. */
final class SqlSplitter {
    private final String text;
    private final SqlPositions positions;
    private final SqlLexer lexer;
    private final List<SqlStatement> statements = new ArrayList<>();
    private List<SqlToken> current = new ArrayList<>();
    private SqlRoutineBody body = new SqlRoutineBody();

    SqlSplitter(String text, SqlPositions positions) {
        this.text = text;
        this.positions = positions;
        this.lexer = new SqlLexer(text);
    }

    /** Reads the whole script; after a syntax error, {@link #statements} returns those before it. */
    void split() {
        @Nullable SqlToken token = lexer.next();
        while (token != null) {
            add(token);
            token = lexer.next();
        }
        if (body.isOpen()) {
            throw new SqlSyntaxError(
                    current.getFirst().start(), "BEGIN ATOMIC has no END", "add END after the last statement");
        }
        if (!current.isEmpty() && SqlCopyRules.readsRows(new SqlTokens(current))) {
            throw SqlCopyRows.withoutRows(current.getFirst().start());
        }
        endStatement();
    }

    List<SqlStatement> statements() {
        return statements;
    }

    private void add(SqlToken token) {
        if (token.kind() == Kind.PSQL_COMMAND) {
            endStatement();
            current.add(token);
            endStatement();
        } else if (token.kind() == Kind.SEMICOLON && token.depth() == 0 && !body.isOpen()) {
            endStatement();
        } else {
            body.add(token, current);
            current.add(token);
        }
    }

    private void endStatement() {
        if (!current.isEmpty()) {
            SqlTokens tokens = new SqlTokens(current);
            int start = current.getFirst().start();
            statements.add(new SqlStatement(
                    text.substring(start, current.getLast().end()),
                    positions.line(start),
                    positions.column(start),
                    placementOf(tokens, start)));
        }
        current = new ArrayList<>();
        body = new SqlRoutineBody();
    }

    private SqlPlacement placementOf(SqlTokens tokens, int start) {
        if (!SqlCopyRules.readsRows(tokens)) {
            return SqlPlacementRules.placementOf(tokens);
        }
        SqlCopyRows rows = lexer.nextRows(start);
        return SqlCopyRules.refusalOf(tokens)
                .<SqlPlacement>map(refused -> refused)
                .orElseGet(() -> new SqlPlacement.CopyRows(rows.rows(), positions.line(rows.start())));
    }
}
