package dev.lockstep.sql;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An SQL expression from an operation. A worker puts it in parentheses inside of a statement. An expression without
 * violations can neither close these parentheses nor end the statement.
 *
 * @param text the text from the first token to the last; empty if there is a violation
 * @param violations at most one: the first violation in the text
 */
public record SqlExpression(String text, List<SqlViolation> violations) {
    public SqlExpression {
        violations = List.copyOf(violations);
    }

    /** Parses the text as one SQL expression. */
    public static SqlExpression parse(String text) {
        SqlPositions positions = new SqlPositions(text);
        try {
            List<SqlToken> tokens = tokensOf(text);
            return tokens.isEmpty()
                    ? refused(new SqlViolation(
                            1, 1, "the expression is empty", "write an SQL expression such as lower(name)"))
                    : endOfExpression(tokens)
                            .map(token -> refused(violation(token, positions)))
                            .orElseGet(() -> accepted(text, tokens));
        } catch (SqlSyntaxError e) {
            return refused(positions.violation(e));
        }
    }

    private static List<SqlToken> tokensOf(String text) {
        SqlLexer lexer = new SqlLexer(text);
        return Stream.generate(lexer::next).takeWhile(Objects::nonNull).toList();
    }

    /** The first semicolon, or the first closing parenthesis without an opening parenthesis. */
    private static Optional<SqlToken> endOfExpression(List<SqlToken> tokens) {
        int openParentheses = 0;
        for (SqlToken token : tokens) {
            if (token.kind() == SqlToken.Kind.SEMICOLON || (token.isSymbol(')') && openParentheses == 0)) {
                return Optional.of(token);
            }
            openParentheses += token.isSymbol('(') ? 1 : 0;
            openParentheses -= token.isSymbol(')') ? 1 : 0;
        }
        return Optional.empty();
    }

    private static SqlViolation violation(SqlToken end, SqlPositions positions) {
        return end.kind() == SqlToken.Kind.SEMICOLON
                ? positions.violation(end.start(), "an expression cannot contain \";\"", "remove \";\"")
                : positions.violation(
                        end.start(), "\")\" has no opening parenthesis", "remove \")\", or add \"(\" before it");
    }

    private static SqlExpression accepted(String text, List<SqlToken> tokens) {
        return new SqlExpression(
                text.substring(tokens.getFirst().start(), tokens.getLast().end()), List.of());
    }

    private static SqlExpression refused(SqlViolation violation) {
        return new SqlExpression("", List.of(violation));
    }
}
