package dev.lockstep.subscriber;

/**
 * How far a subscriber is in the events of one migration.
 *
 * @param last the last sequence that was handled; 0 before the first
 * @param stopped whether events are held until a replay of the migration
 * @param ended whether the last event was the outcome of its round
 */
public record Position(long last, boolean stopped, boolean ended) {
    /** The position before the first event. */
    public static final Position START = new Position(0, false, false);

    Position at(long sequence, boolean outcome) {
        return new Position(sequence, false, outcome);
    }

    Position withStopped(boolean now) {
        return new Position(last, now, ended);
    }
}
