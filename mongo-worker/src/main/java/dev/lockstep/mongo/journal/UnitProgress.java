package dev.lockstep.mongo.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.HashMap;
import java.util.Map;

/**
 * How far the units of a step are known to have come.
 *
 * @param next rows below this number are done; the others may or may not be
 * @param changed how many documents the step has changed, as far as is known
 * @param filterSurvives whether a changed document was seen to match the filter still
 * @param ends for each dispatch whose rows were taken over, the number at which they ended: a row that it wrote from
 *     there on came too late, and nothing followed from it
 */
public record UnitProgress(long next, long changed, boolean filterSurvives, Map<DispatchNumber, Long> ends) {
    /** Nothing has been changed yet. */
    public static final UnitProgress NONE = new UnitProgress(0, 0, false, Map.of());

    public UnitProgress {
        ends = Map.copyOf(ends);
    }

    public UnitProgress advanced(long numbers, long changedMore) {
        return new UnitProgress(next + numbers, changed + changedMore, filterSurvives, ends);
    }

    public UnitProgress survived() {
        return new UnitProgress(next, changed, true, ends);
    }

    /** The same, taken over from the dispatch that brought it so far. */
    UnitProgress after(DispatchNumber predecessor) {
        Map<DispatchNumber, Long> more = new HashMap<>(ends);
        more.put(predecessor, next);
        return new UnitProgress(next, changed, filterSurvives, more);
    }
}
