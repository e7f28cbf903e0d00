package dev.lockstep.sql;

/**
 * One statement of a script.
 *
 * @param text the text from the first token to the last, without the semicolon
 * @param line the line of the first token, counted from 1
 * @param column the column of the first token, counted from 1
 */
public record SqlStatement(String text, int line, int column, SqlPlacement placement) {
    /** Whether the statement is a COPY to a file of the server, or to or from a program. */
    public boolean isCopyOutsideOfDatabase() {
        return SqlCopyRules.isOutsideOfDatabase(SqlTokens.of(text));
    }

    /** Whether these keywords, in upper case, are the first tokens of the statement. */
    public boolean startsWithKeywords(String... keywords) {
        return SqlTokens.first(keywords.length, text).startsWith(keywords);
    }

    /** Whether these keywords, in upper case, occur one directly after the other outside of parentheses. */
    public boolean containsKeywords(String... keywords) {
        return SqlTokens.of(text).containsSequence(keywords);
    }
}
