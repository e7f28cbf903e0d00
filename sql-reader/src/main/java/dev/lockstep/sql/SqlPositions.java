package dev.lockstep.sql;

import java.util.Arrays;

/** Converts offsets in a text to lines and columns. Each conversion takes time in the logarithm of the number of lines. */
final class SqlPositions {
    private final int[] lineStarts;

    SqlPositions(String text) {
        int[] starts = new int[1 + (int) text.chars().filter(c -> c == '\n').count()];
        for (int line = 1; line < starts.length; line++) {
            starts[line] = text.indexOf('\n', starts[line - 1]) + 1;
        }
        lineStarts = starts;
    }

    /** The line of the offset, from 1. */
    int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The column of the offset in its line, from 1. */
    int column(int offset) {
        return offset - lineStarts[line(offset) - 1] + 1;
    }

    SqlViolation violation(SqlSyntaxError error) {
        return violation(error.offset(), String.valueOf(error.getMessage()), error.hint());
    }

    SqlViolation violation(int offset, String message, String hint) {
        return new SqlViolation(line(offset), column(offset), message, hint);
    }
}
