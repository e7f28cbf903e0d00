package dev.lockstep.coordinator.plan;

/**
 * A violation of a rule at one position of a plan.
 *
 * @param pointer the JSON pointer (RFC 6901) to the value
 * @param offset the position within the string at the pointer; {@link TextOffset#NONE} for the value as a whole
 * @param message what was found and what is expected
 * @param hint what to write instead
 */
record PlanViolation(String pointer, TextOffset offset, String message, String hint) {
    PlanViolation(String pointer, String message, String hint) {
        this(pointer, TextOffset.NONE, message, hint);
    }

    /** A position within a string of several lines; both count from 0. */
    record TextOffset(int lines, int columns) {
        static final TextOffset NONE = new TextOffset(-1, -1);
    }
}
