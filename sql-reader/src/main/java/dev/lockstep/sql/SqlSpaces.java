package dev.lockstep.sql;

/** Finds the end of white space, comments and lines. */
final class SqlSpaces {
    private static final String SPACES = " \t\n\r\f\u000b";

    private SqlSpaces() {}

    static boolean isSpace(char c) {
        return SPACES.indexOf(c) >= 0;
    }

    /** The offset of the first character after white space and comments. */
    static int endOfSpacesAndComments(String text, int from) {
        int i = from;
        while (i < text.length()) {
            if (isSpace(text.charAt(i))) {
                i++;
            } else if (text.startsWith("--", i)) {
                i = endOfLine(text, i);
            } else if (text.startsWith("/*", i)) {
                i = endOfComment(text, i);
            } else {
                return i;
            }
        }
        return i;
    }

    /** The offset of the line break that ends the line, or the end of the text. */
    static int endOfLine(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }

    /** A comment ends where as many comments are closed as were opened. */
    private static int endOfComment(String text, int start) {
        int i = start;
        int openComments = 0;
        do {
            if (text.startsWith("/*", i)) {
                openComments++;
                i += 2;
            } else if (text.startsWith("*/", i)) {
                openComments--;
                i += 2;
            } else {
                i++;
            }
        } while (openComments > 0 && i < text.length());
        if (openComments > 0) {
            throw new SqlSyntaxError(start, "the comment /* is never closed", "add the closing */");
        }
        return i;
    }
}
