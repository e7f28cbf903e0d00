package dev.lockstep.sql;

import dev.lockstep.sql.SqlToken.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tokens of a script one after another, by the rules of PostgreSQL's scanner with
 * {@code standard_conforming_strings} on. Every character is read once, without recursion.
 */
final class SqlLexer {
    /** Skipped at the start: some editors write it there, but PostgreSQL does not accept it. */
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final String text;
    private final SqlLiterals literals;
    private int position;
    private int depth;
    private int openParenthesis;

    SqlLexer(String text) {
        this.text = text;
        this.literals = new SqlLiterals(text);
        this.position = text.indexOf(BYTE_ORDER_MARK) == 0 ? 1 : 0;
    }

    /**
     * The next token; null at the end of the script.
     *
     * @throws SqlSyntaxError if a quote, a comment or a parenthesis has no end, or the script contains a NUL character
     */
    @Nullable SqlToken next() {
        position = SqlSpaces.endOfSpacesAndComments(text, position);
        if (position < text.length()) {
            return read(text.charAt(position));
        }
        if (depth > 0) {
            throw new SqlSyntaxError(openParenthesis, "\"(\" is never closed", "add the closing \")\"");
        }
        return null;
    }

    /**
     * Reads the rows that follow a COPY statement, up to the line that contains only {@code \.}.
     *
     * @param statement the offset of the statement
     */
    SqlCopyRows nextRows(int statement) {
        SqlCopyRows rows = SqlCopyRows.read(text, position, statement);
        position = rows.end();
        return rows;
    }

    private SqlToken read(char c) {
        return switch (c) {
            case 0 ->
                throw new SqlSyntaxError(position, "the SQL contains a NUL character", "remove the NUL character");
            case '\'' -> token(Kind.LITERAL, literals.endOfQuoted(position, position + 1));
            case '"' -> token(Kind.QUOTED_NAME, literals.endOfQuoted(position, position + 1));
            case '$' -> readDollar();
            case '(' -> open();
            case ')' -> close();
            case ';' -> token(Kind.SEMICOLON, position + 1);
            case '\\' -> readPsqlCommand();
            default -> readOther(c);
        };
    }

    private SqlToken readOther(char c) {
        if (SqlCharacters.isNameStart(c)) {
            return readWord();
        }
        boolean isNumber = SqlCharacters.isDigit(c) || (c == '.' && SqlCharacters.isDigitAt(text, position + 1));
        return isNumber
                ? token(Kind.NUMBER, SqlCharacters.endOfNumber(text, position))
                : token(Kind.SYMBOL, position + 1);
    }

    private SqlToken open() {
        if (depth == 0) {
            openParenthesis = position;
        }
        SqlToken token = token(Kind.SYMBOL, position + 1);
        depth++;
        return token;
    }

    private SqlToken close() {
        depth = Math.max(0, depth - 1);
        return token(Kind.SYMBOL, position + 1);
    }

    private SqlToken readDollar() {
        int end = literals.endOfDollarQuoted(position);
        return end < 0 ? token(Kind.SYMBOL, position + 1) : token(Kind.LITERAL, end);
    }

    private SqlToken readWord() {
        int end = SqlCharacters.endOfName(text, position);
        if (end - position > 1) {
            return token(Kind.WORD, end);
        }
        char prefix = Character.toLowerCase(text.charAt(position));
        if (prefix == 'u' && text.startsWith("&'", end)) {
            return token(Kind.LITERAL, literals.endOfQuoted(position, end + 2));
        }
        if (prefix == 'u' && text.startsWith("&\"", end)) {
            return token(Kind.QUOTED_NAME, literals.endOfQuoted(position, end + 2));
        }
        if (!text.startsWith("'", end) || "ebxn".indexOf(prefix) < 0) {
            return token(Kind.WORD, end);
        }
        return token(
                Kind.LITERAL,
                prefix == 'e' ? literals.endOfEscaped(position, end + 1) : literals.endOfQuoted(position, end + 1));
    }

    /** A command of psql ends with its line. The parentheses before it are never closed. */
    private SqlToken readPsqlCommand() {
        depth = 0;
        return token(Kind.PSQL_COMMAND, SqlSpaces.endOfLine(text, position));
    }

    private SqlToken token(Kind kind, int end) {
        SqlToken token = new SqlToken(kind, text.substring(position, end), position, depth);
        position = end;
        return token;
    }
}
