package dev.lockstep.sql;

/**
 * A reason why a script is refused.
 *
 * @param line the line in the script, counted from 1
 * @param column the column in that line, counted from 1
 * @param message what was found and what is expected
 * @param hint what to write instead
 */
public record SqlViolation(int line, int column, String message, String hint) {
    @Override
    public String toString() {
        return "line %d, column %d: %s; %s".formatted(line, column, message, hint);
    }
}
