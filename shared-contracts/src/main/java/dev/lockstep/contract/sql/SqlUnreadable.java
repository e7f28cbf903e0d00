package dev.lockstep.contract.sql;

/** The script ends inside something that was opened, or has a character that no script can have. */
final class SqlUnreadable extends RuntimeException {
    private final int offset;

    SqlUnreadable(int offset, String message) {
        super(message);
        this.offset = offset;
    }

    int offset() {
        return offset;
    }
}
