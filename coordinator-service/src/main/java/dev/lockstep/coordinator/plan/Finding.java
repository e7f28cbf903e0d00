package dev.lockstep.coordinator.plan;

/**
 * Something wrong in a plan, by its pointer alone.
 *
 * @param offset how many lines and columns into the text at that pointer; none for most
 */
record Finding(String pointer, Offset offset, String message, String hint) {
    Finding(String pointer, String message, String hint) {
        this(pointer, Offset.NONE, message, hint);
    }

    /** A place within a text of several lines; both count from 0. */
    record Offset(int lines, int columns) {
        static final Offset NONE = new Offset(-1, -1);
    }
}
