package dev.lockstep.sql;

import dev.lockstep.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a script into tokens by the rules of PostgreSQL's scanner, with standard_conforming_strings on. */
final class SqlLexer {
    private static final Pattern DOLLAR_TAG =
            Pattern.compile("\\$(?:[\\p{L}_\\x80-\\uffff][\\p{L}\\d_\\x80-\\uffff]*)?\\$");

    /** Between two pieces of one literal: a line's end among blanks and comments, then the next quote. */
    private static final Pattern CONTINUED =
            Pattern.compile("(?:[ \\t\\f\\x0b]|--[^\\n\\r]*)*[\\n\\r](?:[ \\t\\n\\r\\f\\x0b]|--[^\\n\\r]*[\\n\\r])*'");

    /** Some editors begin a file with it; it is no part of the script. */
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final String text;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private SqlLexer(String text) {
        this.text = text;
    }

    static List<SqlToken> tokensOf(String text) {
        SqlLexer lexer = new SqlLexer(text);
        lexer.at = text.indexOf(BYTE_ORDER_MARK) == 0 ? 1 : 0;
        while (lexer.at < text.length()) {
            lexer.step();
        }
        if (lexer.depth > 0) {
            throw new SqlSyntaxError(lexer.lastOpened(), "a parenthesis is never closed");
        }
        return lexer.tokens;
    }

    private void step() {
        char c = text.charAt(at);
        if (c == 0) {
            throw new SqlSyntaxError(at, "a NUL character cannot be sent to PostgreSQL");
        }
        if (Character.isWhitespace(c)) {
            at++;
        } else if (text.startsWith("--", at)) {
            skipLine();
        } else if (text.startsWith("/*", at)) {
            skipComment();
        } else {
            read(c);
        }
    }

    private void read(char c) {
        if (c == '\'') {
            add(Kind.LITERAL, closing(at, at + 1, '\''));
        } else if (c == '"') {
            add(Kind.QUOTED_NAME, closing(at, at + 1, '"'));
        } else if (c == '$') {
            readDollar();
        } else if (isWordStart(c)) {
            readWord();
        } else if (Character.isDigit(c)) {
            add(Kind.NUMBER, endOfWord(at));
        } else {
            readSymbol(c);
        }
    }

    private void readSymbol(char c) {
        if (c == ')') {
            depth = Math.max(0, depth - 1);
        }
        add(c == ';' ? Kind.SEMICOLON : Kind.SYMBOL, at + 1);
        if (c == '(') {
            depth++;
        }
    }

    private void readDollar() {
        Matcher tag = DOLLAR_TAG.matcher(text).region(at, text.length());
        if (!tag.lookingAt()) {
            add(Kind.SYMBOL, at + 1);
            return;
        }
        int close = text.indexOf(tag.group(), tag.end());
        if (close < 0) {
            throw new SqlSyntaxError(at, "the dollar quote %s is never closed".formatted(tag.group()));
        }
        add(Kind.LITERAL, close + tag.group().length());
    }

    private void readWord() {
        int end = endOfWord(at);
        String word = text.substring(at, end);
        if (word.equalsIgnoreCase("u") && text.startsWith("&'", end)) {
            add(Kind.LITERAL, closing(at, end + 2, '\''));
        } else if (word.equalsIgnoreCase("u") && text.startsWith("&\"", end)) {
            add(Kind.QUOTED_NAME, closing(at, end + 2, '"'));
        } else if (word.equalsIgnoreCase("e") && text.startsWith("'", end)) {
            add(Kind.LITERAL, closingEscaped(end + 1));
        } else if (word.length() == 1 && "bBxXnN".contains(word) && text.startsWith("'", end)) {
            add(Kind.LITERAL, closing(at, end + 1, '\''));
        } else {
            add(Kind.WORD, end);
        }
    }

    private int closing(int opened, int from, char quote) {
        int i = from;
        while (i < text.length()) {
            if (text.charAt(i) != quote) {
                i++;
            } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                i += 2;
            } else {
                return i + 1;
            }
        }
        throw new SqlSyntaxError(opened, "the quote %s is never closed".formatted(quote));
    }

    private int closingEscaped(int from) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\' || text.startsWith("''", i)) {
                i += 2;
            } else if (c == '\'') {
                return continuing(i + 1);
            } else {
                i++;
            }
        }
        throw new SqlSyntaxError(at, "the quote ' is never closed");
    }

    /** A literal goes on in the next line, and a backslash still escapes there. */
    private int continuing(int end) {
        Matcher next = CONTINUED.matcher(text).region(end, text.length());
        return next.lookingAt() ? closingEscaped(next.end()) : end;
    }

    private void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
    }

    private void skipComment() {
        int opened = at;
        int open = 0;
        do {
            if (text.startsWith("/*", at)) {
                open++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                open--;
                at += 2;
            } else {
                at++;
            }
        } while (open > 0 && at < text.length());
        if (open > 0) {
            throw new SqlSyntaxError(opened, "the comment is never closed");
        }
    }

    private int endOfWord(int from) {
        int i = from;
        while (i < text.length() && (isWordStart(text.charAt(i)) || isWordPart(text.charAt(i)))) {
            i++;
        }
        return i;
    }

    private static boolean isWordStart(char c) {
        return Character.isLetter(c) || c == '_' || (c >= 0x80 && !Character.isWhitespace(c));
    }

    private static boolean isWordPart(char c) {
        return Character.isDigit(c) || c == '$';
    }

    private void add(Kind kind, int end) {
        tokens.add(new SqlToken(kind, text.substring(at, end), at, depth));
        at = end;
    }

    private int lastOpened() {
        return tokens.stream()
                .filter(token -> token.isSymbol('(') && token.depth() == depth - 1)
                .reduce((first, second) -> second)
                .map(SqlToken::start)
                .orElse(0);
    }
}
