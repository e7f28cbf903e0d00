package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.plan.PostgresScript.Statement;
import dev.lockstep.coordinator.plan.PostgresScript.Statements;
import dev.lockstep.coordinator.plan.PostgresScript.Unclear;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Splits SQL as PostgreSQL's own scanner does: nested comments, quotes, {@code E''} with backslashes, dollar quotes,
 * bodies between BEGIN ATOMIC and END.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">Lexical Structure</a>
 */
final class PostgresLexer {
    private final String text;
    private final List<Statement> statements = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private int at;
    private int start = -1;
    private int parentheses;
    private int bodies;
    private @Nullable Unclear unclear;

    private enum Escapes {
        DOUBLED,
        BACKSLASHED
    }

    PostgresLexer(String text) {
        this.text = text;
    }

    PostgresScript read() {
        while (at < text.length() && unclear == null) {
            next();
        }
        end();
        return unclear == null ? new Statements(statements) : unclear;
    }

    private void next() {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (text.startsWith("--", at)) {
            skipTo(text.indexOf('\n', at), text.length());
        } else if (text.startsWith("/*", at)) {
            comment();
        } else if (c == ';' && parentheses == 0 && bodies == 0) {
            end();
            at++;
        } else {
            begin();
            token(c);
        }
    }

    private void token(char c) {
        switch (c) {
            case '\'' -> quoted('\'', Escapes.DOUBLED);
            case '"' -> quoted('"', Escapes.DOUBLED);
            case '$' -> dollar();
            case '(', '[' -> {
                parentheses++;
                at++;
            }
            case ')', ']' -> {
                parentheses = Math.max(0, parentheses - 1);
                at++;
            }
            default -> wordOrSign(c);
        }
    }

    private void wordOrSign(char c) {
        if (!Character.isLetter(c) && c != '_') {
            at++;
            return;
        }
        int from = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        String word = text.substring(from, at);
        if (at < text.length() && text.charAt(at) == '\'' && word.equalsIgnoreCase("E")) {
            quoted('\'', Escapes.BACKSLASHED);
            return;
        }
        keyword(word.toUpperCase(Locale.ROOT));
    }

    private void keyword(String word) {
        boolean opensBody =
                word.equals("ATOMIC") && !words.isEmpty() && words.getLast().equals("BEGIN");
        words.add(word);
        if (opensBody) {
            bodies = 1;
        } else if (bodies > 0 && word.equals("CASE")) {
            bodies++;
        } else if (bodies > 0 && word.equals("END")) {
            bodies--;
        }
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private void begin() {
        if (start < 0) {
            start = at;
        }
    }

    private void end() {
        if (start >= 0) {
            statements.add(new Statement(lineOf(start), columnOf(start), words));
        }
        words.clear();
        start = -1;
        parentheses = 0;
        bodies = 0;
    }

    private void comment() {
        int from = at;
        int depth = 0;
        do {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
        if (depth > 0) {
            unclear(from, "a comment that begins here does not end");
        }
    }

    private void quoted(char quote, Escapes escapes) {
        int from = at;
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && escapes == Escapes.BACKSLASHED) {
                at += 2;
            } else if (c == quote && at + 1 < text.length() && text.charAt(at + 1) == quote) {
                at += 2;
            } else if (c == quote) {
                at++;
                return;
            } else {
                at++;
            }
        }
        unclear(from, "a quote that begins here does not end");
    }

    private void dollar() {
        int from = at;
        int close = at + 1;
        while (close < text.length() && isTagPart(text.charAt(close))) {
            close++;
        }
        boolean isQuote = close < text.length() && text.charAt(close) == '$' && !Character.isDigit(text.charAt(at + 1));
        if (!isQuote) {
            at++;
            return;
        }
        String tag = text.substring(at, close + 1);
        int end = text.indexOf(tag, close + 1);
        if (end < 0) {
            unclear(from, "the text quoted by %s does not end".formatted(tag));
            at = text.length();
        } else {
            at = end + tag.length();
        }
    }

    private static boolean isTagPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private void skipTo(int found, int otherwise) {
        at = found < 0 ? otherwise : found;
    }

    private void unclear(int from, String because) {
        unclear = new Unclear(lineOf(from), columnOf(from), because);
    }

    private int lineOf(int index) {
        return (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    }

    private int columnOf(int index) {
        return index - (text.lastIndexOf('\n', index - 1) + 1);
    }
}
