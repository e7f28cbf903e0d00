package dev.lockstep.postgres.operation;

import java.util.LinkedHashMap;
import java.util.Map;

/** Rows that a transaction has written so far, as the server counts them: triggers' and cascades' rows too. */
record RowCounts(long inserted, long updated, long deleted) {
    long total() {
        return inserted + updated + deleted;
    }

    RowCounts since(RowCounts earlier) {
        return new RowCounts(inserted - earlier.inserted, updated - earlier.updated, deleted - earlier.deleted);
    }

    /** Under the names that a report carries them. */
    Map<String, Long> named(long objects, long statements) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("rows.inserted", inserted);
        counts.put("rows.updated", updated);
        counts.put("rows.deleted", deleted);
        counts.put("objects", objects);
        counts.put("statements", statements);
        return counts;
    }
}
