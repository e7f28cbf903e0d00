package dev.lockstep.mongo.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.HashMap;
import java.util.Map;

/**
 * The progress of a step's apply. The rows of a step are numbered; a row is settled when it is known whether the step has
 * changed its document.
 *
 * @param nextNumber rows with a lower number are settled; documents of other rows may or may not be written
 * @param changed the number of documents that the step has changed, according to the settled rows
 * @param mayStillMatch whether a changed document may still match the filter
 * @param firstInvalidNumbers for each earlier dispatch, the number from which its rows are invalid: it wrote them after a
 *     newer dispatch had taken over the units
 */
public record UnitProgress(
        long nextNumber, long changed, boolean mayStillMatch, Map<DispatchNumber, Long> firstInvalidNumbers) {
    /** No row is settled yet. */
    public static final UnitProgress NONE = new UnitProgress(0, 0, false, Map.of());

    public UnitProgress {
        firstInvalidNumbers = Map.copyOf(firstInvalidNumbers);
    }

    /**
     * The progress after more units are settled.
     *
     * @param units the number of newly settled units
     * @param changedUnits the number of those units that the step has changed
     */
    public UnitProgress plus(long units, long changedUnits) {
        return new UnitProgress(nextNumber + units, changed + changedUnits, mayStillMatch, firstInvalidNumbers);
    }

    public UnitProgress withStillMatchingDocuments() {
        return new UnitProgress(nextNumber, changed, true, firstInvalidNumbers);
    }

    UnitProgress withTakeoverFrom(DispatchNumber predecessor) {
        Map<DispatchNumber, Long> firstInvalid = new HashMap<>(firstInvalidNumbers);
        firstInvalid.put(predecessor, nextNumber);
        return new UnitProgress(nextNumber, changed, mayStillMatch, firstInvalid);
    }
}
