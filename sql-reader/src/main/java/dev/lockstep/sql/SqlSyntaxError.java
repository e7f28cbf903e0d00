package dev.lockstep.sql;

/** A quote, comment, parenthesis or body without an end, or a character that SQL does not allow. */
final class SqlSyntaxError extends RuntimeException {
    private final int offset;

    SqlSyntaxError(int offset, String message) {
        super(message);
        this.offset = offset;
    }

    int offset() {
        return offset;
    }
}
