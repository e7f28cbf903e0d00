package dev.lockstep.postgres.script;

/**
 * The server's counters in one transaction. Only the difference of two readings is exact, because a reading may include
 * earlier transactions of the session.
 *
 * @param id the transaction's id
 * @param trackCounts whether the server counts rows (setting {@code track_counts})
 * @param catalogRows rows written to {@code pg_catalog}
 * @param journalRows rows written to schema {@code lockstep}
 * @param rows rows written to all other tables
 */
record TransactionCounters(String id, boolean trackCounts, long catalogRows, long journalRows, RowCounts rows) {
    /** Whether nothing was written to the catalog since an earlier reading; false if the server does not count rows. */
    boolean isCatalogUnchangedSince(TransactionCounters earlier) {
        return trackCounts && earlier.trackCounts && catalogRows == earlier.catalogRows;
    }
}
