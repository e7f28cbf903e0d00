package dev.lockstep.mongo.journal;

/**
 * How far the units of a step are known to have come.
 *
 * @param next rows below this number are done; the others may or may not be
 * @param changed how many documents the step has changed, as far as is known
 * @param filterSurvives whether a changed document was seen to match the filter still
 */
public record UnitProgress(long next, long changed, boolean filterSurvives) {
    /** Nothing has been changed yet. */
    public static final UnitProgress NONE = new UnitProgress(0, 0, false);

    public UnitProgress advanced(long numbers, long changedMore) {
        return new UnitProgress(next + numbers, changed + changedMore, filterSurvives);
    }

    public UnitProgress survived() {
        return new UnitProgress(next, changed, true);
    }
}
