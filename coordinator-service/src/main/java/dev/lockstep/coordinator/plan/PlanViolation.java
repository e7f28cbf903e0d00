package dev.lockstep.coordinator.plan;

/**
 * One violation in a plan, at a JSON pointer.
 *
 * @param offset the position within the text at that pointer; {@link TextOffset#NONE} for the pointer itself
 * @param message what was found and what is expected
 * @param hint what to write instead
 */
record PlanViolation(String pointer, TextOffset offset, String message, String hint) {
    PlanViolation(String pointer, String message, String hint) {
        this(pointer, TextOffset.NONE, message, hint);
    }

    /** A position within a text of several lines; both count from 0. */
    record TextOffset(int lines, int columns) {
        static final TextOffset NONE = new TextOffset(-1, -1);
    }
}
