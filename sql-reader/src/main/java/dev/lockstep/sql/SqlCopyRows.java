package dev.lockstep.sql;

import java.util.Set;

/**
 * The rows of a COPY statement inside of its script.
 *
 * @param start the offset of the first row
 * @param rows the rows with their line breaks, as COPY reads them
 * @param end the offset after the line that ends the rows
 */
record SqlCopyRows(int start, String rows, int end) {
    private static final String END_OF_ROWS = "\\.";
    private static final Set<String> LINE_BREAKS = Set.of("\n", "\r\n", "\r", "");

    /**
     * Reads the rows, which start on the line after the statement and end before a line with only {@code \.}.
     *
     * @param from the offset after the semicolon of the statement
     * @param statement the offset of the statement, for the error
     */
    static SqlCopyRows read(String text, int from, int statement) {
        int start = startOfRows(text, from, statement);
        int line = start;
        while (line < text.length()) {
            int lineBreak = text.indexOf('\n', line);
            int next = lineBreak < 0 ? text.length() : lineBreak + 1;
            if (isEndOfRows(text, line, next)) {
                return new SqlCopyRows(start, text.substring(start, line), next);
            }
            line = next;
        }
        throw withoutRows(statement);
    }

    static SqlSyntaxError withoutRows(int statement) {
        return new SqlSyntaxError(
                statement,
                "the rows of COPY FROM STDIN have no end; they follow the statement and end with a line \\.",
                "add the rows and a line \\. after the statement, or write INSERT statements");
    }

    private static int startOfRows(String text, int from, int statement) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && SqlSpaces.isSpace(text.charAt(i))) {
            i++;
        }
        int end = text.startsWith("--", i) ? SqlSpaces.endOfLine(text, i) : i;
        int lineBreak = text.startsWith("\r\n", end) ? end + 1 : end;
        if (lineBreak >= text.length()) {
            throw withoutRows(statement);
        }
        if (text.charAt(lineBreak) != '\n') {
            throw new SqlSyntaxError(
                    end,
                    "the rows of COPY FROM STDIN start on the line after its semicolon, but more text follows on its line",
                    "start a new line after the semicolon");
        }
        return lineBreak + 1;
    }

    private static boolean isEndOfRows(String text, int line, int next) {
        return text.startsWith(END_OF_ROWS, line)
                && LINE_BREAKS.contains(text.substring(line + END_OF_ROWS.length(), next));
    }
}
