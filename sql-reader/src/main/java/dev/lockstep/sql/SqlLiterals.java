package dev.lockstep.sql;

/** Finds the end of quoted names and of literals. */
final class SqlLiterals {
    private final String text;

    SqlLiterals(String text) {
        this.text = text;
    }

    /**
     * The end of a quoted name or of a literal without backslash escapes; a doubled quote is part of it.
     *
     * @param start the offset of the token, for the error
     * @param from the offset after the opening quote
     */
    int endOfQuoted(int start, int from) {
        char quote = text.charAt(from - 1);
        int i = text.indexOf(quote, from);
        while (i >= 0 && i + 1 < text.length() && text.charAt(i + 1) == quote) {
            i = text.indexOf(quote, i + 2);
        }
        if (i < 0) {
            throw unclosedQuote(start, Character.toString(quote));
        }
        return i + 1;
    }

    /** The end of a literal in which a backslash escapes the next character, also in its parts on following lines. */
    int endOfEscaped(int start, int from) {
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
        throw unclosedQuote(start, "'");
    }

    /** The offset after the quote that continues a literal on a following line; negative if none does. */
    private int startOfContinuation(int end) {
        boolean hasLineBreak = false;
        int i = end;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (text.startsWith("--", i)) {
                i = SqlSpaces.endOfLine(text, i);
            } else if (SqlSpaces.isSpace(c)) {
                hasLineBreak |= c == '\n' || c == '\r';
                i++;
            } else {
                return c == '\'' && hasLineBreak ? i + 1 : -1;
            }
        }
        return -1;
    }

    /** The end of the dollar-quoted literal at this offset; negative if the dollar sign starts no literal. */
    int endOfDollarQuoted(int start) {
        int tagEnd = SqlCharacters.isDigitAt(text, start + 1) ? start : SqlCharacters.endOfTag(text, start + 1);
        if (tagEnd == start || !text.startsWith("$", tagEnd)) {
            return -1;
        }
        String tag = text.substring(start, tagEnd + 1);
        int close = text.indexOf(tag, tagEnd + 1);
        if (close < 0) {
            throw unclosedQuote(start, tag);
        }
        return close + tag.length();
    }

    private static SqlSyntaxError unclosedQuote(int start, String quote) {
        return new SqlSyntaxError(start, "the quote %s is never closed".formatted(quote), "add the closing " + quote);
    }
}
