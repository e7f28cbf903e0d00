package dev.lockstep.contract.sql;

/**
 * Why a script may not run as it is written.
 *
 * @param line of the script, from 1
 * @param column of that line, from 1
 * @param message what is wrong
 * @param mend what its author can do
 */
public record SqlObjection(int line, int column, String message, String mend) {
    @Override
    public String toString() {
        return "line %d, column %d: %s; %s".formatted(line, column, message, mend);
    }
}
