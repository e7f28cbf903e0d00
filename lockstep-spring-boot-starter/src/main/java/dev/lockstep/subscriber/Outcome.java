package dev.lockstep.subscriber;

/** What became of an event. The names are values of the metric's tag {@code outcome}. */
public enum Outcome {
    DELIVERED,
    /** No listener wants the event, or its type is newer than this library. */
    IGNORED,
    DUPLICATE,
    /** Earlier events are missing; nothing has changed. */
    GAP,
    /** The events of the migration are stopped. */
    HELD,
    FAILED,
    DEAD_LETTER,
    STOPPED
}
