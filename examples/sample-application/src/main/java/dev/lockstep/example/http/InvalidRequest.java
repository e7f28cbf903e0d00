package dev.lockstep.example.http;

/** A request that the application refuses. The message says what was found and what was expected. */
public final class InvalidRequest extends RuntimeException {
    public InvalidRequest(String message) {
        super(message);
    }

    /** Refuses a number outside of the range. */
    public static long inRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new InvalidRequest("%s is %d, expected %d to %d".formatted(name, value, min, max));
        }
        return value;
    }

    /** Refuses a text that is blank or longer than {@code max} characters. */
    public static String text(String name, String value, int max) {
        if (value.isBlank()) {
            throw new InvalidRequest("%s is empty, expected 1 to %d characters".formatted(name, max));
        }
        if (value.length() > max) {
            throw new InvalidRequest("%s has %d characters, expected 1 to %d".formatted(name, value.length(), max));
        }
        return value;
    }
}
