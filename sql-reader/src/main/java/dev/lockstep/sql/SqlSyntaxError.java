package dev.lockstep.sql;

/** Thrown for a quote, comment, parenthesis or routine body without an end, and for a NUL character. */
final class SqlSyntaxError extends RuntimeException {
    private final int offset;
    private final String hint;

    SqlSyntaxError(int offset, String message, String hint) {
        super(message);
        this.offset = offset;
        this.hint = hint;
    }

    int offset() {
        return offset;
    }

    String hint() {
        return hint;
    }
}
