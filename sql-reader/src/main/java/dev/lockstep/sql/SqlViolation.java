package dev.lockstep.sql;

/**
 * One reason why a script may not run.
 *
 * @param line of the script, from 1
 * @param column of that line, from 1
 * @param message what was found and what is expected
 * @param hint what to write instead
 */
public record SqlViolation(int line, int column, String message, String hint) {
    @Override
    public String toString() {
        return "line %d, column %d: %s; %s".formatted(line, column, message, hint);
    }
}
