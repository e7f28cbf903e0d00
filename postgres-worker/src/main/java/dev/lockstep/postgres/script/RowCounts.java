package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.StepResult;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers of rows that a transaction has written, including rows written by triggers and cascades. */
public record RowCounts(long inserted, long updated, long deleted) {
    public static final RowCounts NONE = new RowCounts(0, 0, 0);

    public long total() {
        return inserted + updated + deleted;
    }

    public RowCounts plus(RowCounts other) {
        return new RowCounts(inserted + other.inserted, updated + other.updated, deleted + other.deleted);
    }

    RowCounts minus(RowCounts earlier) {
        return new RowCounts(inserted - earlier.inserted, updated - earlier.updated, deleted - earlier.deleted);
    }

    /** The result of an apply that has written these rows and changed so many objects of the catalog. */
    public StepResult toResult(long objects, long statements) {
        return new StepResult(total() + objects, toCounts(objects, statements), null, null);
    }

    /** The counts for a report, by name. */
    Map<String, Long> toCounts(long objects, long statements) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("rows.inserted", inserted);
        counts.put("rows.updated", updated);
        counts.put("rows.deleted", deleted);
        counts.put("objects", objects);
        counts.put("statements", statements);
        return counts;
    }
}
