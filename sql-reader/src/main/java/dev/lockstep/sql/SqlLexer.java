package dev.lockstep.sql;

import dev.lockstep.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits SQL into tokens by the rules of PostgreSQL's scanner, with {@code standard_conforming_strings} on. */
final class SqlLexer {
    private static final Pattern DOLLAR_TAG =
            Pattern.compile("\\$(?:[\\p{L}_\\x80-\\uffff][\\p{L}\\d_\\x80-\\uffff]*)?\\$");

    /** The white space that may stand between two parts of one literal. */
    private static final String CONTINUATION_SPACE = " \t\n\r\f\u000b";

    /** Skipped at the start: some editors write it there, but PostgreSQL does not accept it. */
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final String text;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int position;
    private int depth;

    private SqlLexer(String text) {
        this.text = text;
    }

    static List<SqlToken> tokensOf(String text) {
        SqlLexer lexer = new SqlLexer(text);
        lexer.position = text.indexOf(BYTE_ORDER_MARK) == 0 ? 1 : 0;
        while (lexer.position < text.length()) {
            lexer.readNext();
        }
        if (lexer.depth > 0) {
            throw new SqlSyntaxError(lexer.lastOpenParenthesis(), "\"(\" is never closed", "add the closing \")\"");
        }
        return lexer.tokens;
    }

    private void readNext() {
        char c = text.charAt(position);
        if (c == 0) {
            throw new SqlSyntaxError(position, "the SQL contains a NUL character", "remove the NUL character");
        }
        if (Character.isWhitespace(c)) {
            position++;
        } else if (text.startsWith("--", position)) {
            position = endOfLine(position);
        } else if (text.startsWith("/*", position)) {
            skipComment();
        } else {
            readToken(c);
        }
    }

    private void readToken(char c) {
        if (c == '\'') {
            add(Kind.LITERAL, endOfQuoted(position, position + 1, '\''));
        } else if (c == '"') {
            add(Kind.QUOTED_NAME, endOfQuoted(position, position + 1, '"'));
        } else if (c == '$') {
            readDollar();
        } else if (isWordStart(c)) {
            readWord();
        } else if (Character.isDigit(c)) {
            add(Kind.NUMBER, endOfWord(position));
        } else {
            readSymbol(c);
        }
    }

    private void readSymbol(char c) {
        if (c == ')') {
            depth = Math.max(0, depth - 1);
        }
        add(c == ';' ? Kind.SEMICOLON : Kind.SYMBOL, position + 1);
        if (c == '(') {
            depth++;
        }
    }

    private void readDollar() {
        Matcher tag = DOLLAR_TAG.matcher(text).region(position, text.length());
        if (!tag.lookingAt()) {
            add(Kind.SYMBOL, position + 1);
            return;
        }
        int close = text.indexOf(tag.group(), tag.end());
        if (close < 0) {
            throw unclosedQuote(position, tag.group());
        }
        add(Kind.LITERAL, close + tag.group().length());
    }

    private void readWord() {
        int end = endOfWord(position);
        String word = text.substring(position, end);
        if (word.equalsIgnoreCase("u") && text.startsWith("&'", end)) {
            add(Kind.LITERAL, endOfQuoted(position, end + 2, '\''));
        } else if (word.equalsIgnoreCase("u") && text.startsWith("&\"", end)) {
            add(Kind.QUOTED_NAME, endOfQuoted(position, end + 2, '"'));
        } else if (word.equalsIgnoreCase("e") && text.startsWith("'", end)) {
            add(Kind.LITERAL, endOfEscapedLiteral(end + 1));
        } else if (word.length() == 1 && "bBxXnN".contains(word) && text.startsWith("'", end)) {
            add(Kind.LITERAL, endOfQuoted(position, end + 1, '\''));
        } else {
            add(Kind.WORD, end);
        }
    }

    private int endOfQuoted(int start, int from, char quote) {
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
        throw unclosedQuote(start, Character.toString(quote));
    }

    /** A backslash escapes the next character, also in the parts of the literal on following lines. */
    private int endOfEscapedLiteral(int from) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\' || text.startsWith("''", i)) {
                i += 2;
            } else if (c != '\'') {
                i++;
            } else {
                int continuation = startOfContinuation(i + 1);
                if (continuation < 0) {
                    return i + 1;
                }
                i = continuation;
            }
        }
        throw unclosedQuote(position, "'");
    }

    /** The offset after the quote that continues a literal on a following line; negative if none does. */
    private int startOfContinuation(int end) {
        boolean hasLineBreak = false;
        int i = end;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (text.startsWith("--", i)) {
                i = endOfLine(i);
            } else if (CONTINUATION_SPACE.indexOf(c) >= 0) {
                hasLineBreak |= c == '\n' || c == '\r';
                i++;
            } else {
                return c == '\'' && hasLineBreak ? i + 1 : -1;
            }
        }
        return -1;
    }

    private int endOfLine(int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }

    private void skipComment() {
        int start = position;
        int openComments = 0;
        do {
            if (text.startsWith("/*", position)) {
                openComments++;
                position += 2;
            } else if (text.startsWith("*/", position)) {
                openComments--;
                position += 2;
            } else {
                position++;
            }
        } while (openComments > 0 && position < text.length());
        if (openComments > 0) {
            throw new SqlSyntaxError(start, "the comment /* is never closed", "add the closing */");
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
        tokens.add(new SqlToken(kind, text.substring(position, end), position, depth));
        position = end;
    }

    private static SqlSyntaxError unclosedQuote(int start, String quote) {
        return new SqlSyntaxError(start, "the quote %s is never closed".formatted(quote), "add the closing " + quote);
    }

    private int lastOpenParenthesis() {
        return tokens.stream()
                .filter(token -> token.isSymbol('(') && token.depth() == depth - 1)
                .reduce((first, second) -> second)
                .map(SqlToken::start)
                .orElse(0);
    }
}
