package dev.lockstep.redis.unit;

import org.jspecify.annotations.Nullable;

/**
 * How many keys a scan will have returned at its end, estimated from those so far and from the scanned part of the table.
 *
 * <p>Redis counts the cursor of {@code SCAN} from the highest bit of the table's mask to the lowest one, so that it stays
 * valid while the table grows (dictScan in dict.c). Its reversed bits are therefore the scanned part, whatever the size of
 * the table.
 *
 * @param found the number of keys so far
 * @param scanned the scanned part of the table; 1 at the end
 */
record ScanEstimate(long found, double scanned) {
    /** A scan that has begun. */
    static final ScanEstimate NONE = new ScanEstimate(0, 0);

    /** A smaller part says too little. */
    private static final double MIN_SCANNED = 1.0 / 64;

    private static final double CURSORS = Math.pow(2, Long.SIZE);

    /** @param cursor where the next page begins, as an unsigned number; 0 at the end */
    ScanEstimate afterPage(int keys, long cursor) {
        return new ScanEstimate(found + keys, cursor == 0 ? 1 : unsigned(Long.reverse(cursor)) / CURSORS);
    }

    private static double unsigned(long value) {
        // Half of it is positive; the lowest bit is far below the precision.
        return (value >>> 1) * 2.0;
    }

    /** The number of keys at the end of the scan; absent while too little is scanned. */
    @Nullable Long total() {
        return scanned < MIN_SCANNED ? null : Math.round(found / scanned);
    }
}
