package dev.lockstep.postgres.script;

import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers of rows that a transaction has written, including rows written by triggers and cascades. */
record RowCounts(long inserted, long updated, long deleted) {
    static final RowCounts NONE = new RowCounts(0, 0, 0);

    long total() {
        return inserted + updated + deleted;
    }

    RowCounts plus(RowCounts other) {
        return new RowCounts(inserted + other.inserted, updated + other.updated, deleted + other.deleted);
    }

    RowCounts minus(RowCounts earlier) {
        return new RowCounts(inserted - earlier.inserted, updated - earlier.updated, deleted - earlier.deleted);
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
