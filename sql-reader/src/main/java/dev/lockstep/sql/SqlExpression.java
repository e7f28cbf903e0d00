package dev.lockstep.sql;

import java.util.List;
import java.util.Optional;

/**
 * An SQL expression of an operation, which a worker puts in parentheses inside a statement of its own. Without
 * violations it can neither close those parentheses nor end that statement.
 *
 * @param text from its first token to its last; empty if there is a violation
 * @param violations the first thing found that one expression cannot contain
 */
public record SqlExpression(String text, List<SqlViolation> violations) {
    public SqlExpression {
        violations = List.copyOf(violations);
    }

    public static SqlExpression read(String text) {
        SqlPositions positions = new SqlPositions(text);
        try {
            List<SqlToken> tokens = SqlLexer.tokensOf(text);
            return tokens.isEmpty()
                    ? refused(new SqlViolation(1, 1, "the expression is empty", "write one SQL expression"))
                    : endOfExpression(tokens)
                            .map(token -> refused(violation(token, positions)))
                            .orElseGet(() -> accepted(text, tokens));
        } catch (SqlSyntaxError e) {
            return refused(positions.violation(e.offset(), String.valueOf(e.getMessage()), "close it"));
        }
    }

    /** The first semicolon, or the first closing parenthesis that the expression has not opened. */
    private static Optional<SqlToken> endOfExpression(List<SqlToken> tokens) {
        int open = 0;
        for (SqlToken token : tokens) {
            if (token.kind() == SqlToken.Kind.SEMICOLON || (token.isSymbol(')') && open == 0)) {
                return Optional.of(token);
            }
            open += token.isSymbol('(') ? 1 : 0;
            open -= token.isSymbol(')') ? 1 : 0;
        }
        return Optional.empty();
    }

    private static SqlViolation violation(SqlToken end, SqlPositions positions) {
        return positions.violation(
                end.start(),
                "\"%s\" ends the expression, but one whole expression is expected".formatted(end.text()),
                "remove it, or close only parentheses that the expression opens");
    }

    private static SqlExpression accepted(String text, List<SqlToken> tokens) {
        return new SqlExpression(
                text.substring(tokens.getFirst().start(), tokens.getLast().end()), List.of());
    }

    private static SqlExpression refused(SqlViolation violation) {
        return new SqlExpression("", List.of(violation));
    }
}
