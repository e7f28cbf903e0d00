package dev.lockstep.sql;

/**
 * Why a script may not run as it is written.
 *
 * @param line of the script, from 1
 * @param column of that line, from 1
 * @param message what is wrong
 * @param hint what its author can do
 */
public record SqlViolation(int line, int column, String message, String hint) {
    @Override
    public String toString() {
        return "line %d, column %d: %s; %s".formatted(line, column, message, hint);
    }
}
