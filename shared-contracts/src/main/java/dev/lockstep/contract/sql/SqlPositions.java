package dev.lockstep.contract.sql;

/** Turns offsets into lines and columns, for people. */
record SqlPositions(String text) {
    int line(int offset) {
        return 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    int column(int offset) {
        return offset - text.lastIndexOf('\n', offset - 1);
    }

    SqlObjection objection(int offset, String message, String mend) {
        return new SqlObjection(line(offset), column(offset), message, mend);
    }
}
