package dev.lockstep.sql;

/** The script ends inside something that was opened, or has a character that no script can have. */
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
