package dev.lockstep.system.simulation;

import org.jspecify.annotations.Nullable;

/**
 * The record of one unit that a step changes.
 *
 * @param before the pre-image; absent if the unit did not exist
 * @param after the intended value; absent if the step removes the unit
 */
record UnitRecord(@Nullable Long before, @Nullable Long after, Phase phase) {
    enum Phase {
        INTENDED,
        DONE
    }

    UnitRecord done() {
        return new UnitRecord(before, after, Phase.DONE);
    }
}
