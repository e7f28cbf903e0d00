package dev.lockstep.mongo.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.HashMap;
import java.util.Map;

/**
 * How far the units of a step are settled.
 *
 * @param next rows below this number are settled; later ones may or may not be written
 * @param changed how many documents the step is known to have changed
 * @param mayStillMatch whether a changed document may still match the filter
 * @param takenOver for each earlier dispatch, the number at which its rows ended when they were taken over: a row that
 *     it wrote at or after that number is too late and does not count
 */
public record UnitProgress(long next, long changed, boolean mayStillMatch, Map<DispatchNumber, Long> takenOver) {
    /** Nothing is changed yet. */
    public static final UnitProgress NONE = new UnitProgress(0, 0, false, Map.of());

    public UnitProgress {
        takenOver = Map.copyOf(takenOver);
    }

    /**
     * The progress after more units.
     *
     * @param units how many units are settled by now
     * @param changedUnits how many of them the step has changed
     */
    public UnitProgress advancedBy(long units, long changedUnits) {
        return new UnitProgress(next + units, changed + changedUnits, mayStillMatch, takenOver);
    }

    public UnitProgress withChangedMatches() {
        return new UnitProgress(next, changed, true, takenOver);
    }

    UnitProgress takenOverFrom(DispatchNumber predecessor) {
        Map<DispatchNumber, Long> ends = new HashMap<>(takenOver);
        ends.put(predecessor, next);
        return new UnitProgress(next, changed, mayStillMatch, ends);
    }
}
