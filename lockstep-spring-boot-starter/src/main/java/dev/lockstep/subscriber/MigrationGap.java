package dev.lockstep.subscriber;

import dev.lockstep.contract.protocol.MigrationId;

/**
 * Events of a migration were missing before an event. Published as an event of the application, so that a method with
 * {@code @EventListener} receives it.
 *
 * @param lastSequence the last sequence before the gap
 * @param sequence the sequence of the event that showed the gap
 * @param result what became of the gap
 */
public record MigrationGap(MigrationId migration, long lastSequence, long sequence, Result result) {
    /** What became of a gap. */
    public enum Result {
        /** The missing events were in the topic, and the listeners have received them. */
        FILLED,
        /** The topic no longer has all of the missing events; delivery continues after them. */
        LOST,
        /** The migration was first seen in the middle; delivery begins with this event. */
        FIRST_SEEN,
        /** The events of the migration are held until a replay. */
        STOPPED
    }
}
