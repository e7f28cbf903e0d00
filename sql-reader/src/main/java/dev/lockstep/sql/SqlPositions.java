package dev.lockstep.sql;

/** Converts offsets in a text to lines and columns. */
record SqlPositions(String text) {
    int line(int offset) {
        return 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    int column(int offset) {
        return offset - text.lastIndexOf('\n', offset - 1);
    }

    SqlViolation violation(SqlSyntaxError error) {
        return violation(error.offset(), String.valueOf(error.getMessage()), error.hint());
    }

    SqlViolation violation(int offset, String message, String hint) {
        return new SqlViolation(line(offset), column(offset), message, hint);
    }
}
