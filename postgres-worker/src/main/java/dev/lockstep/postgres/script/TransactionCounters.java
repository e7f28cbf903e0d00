package dev.lockstep.postgres.script;

/**
 * The server's counters of the current transaction. Only differences between two readings are exact, because the counters
 * may include earlier transactions of the session.
 *
 * @param id the transaction's id
 * @param counted whether the server counts rows ({@code track_counts})
 * @param catalogRows rows written to {@code pg_catalog}
 * @param journalRows rows written to schema {@code lockstep}
 * @param rows rows written to all other tables
 */
record TransactionCounters(String id, boolean counted, long catalogRows, long journalRows, RowCounts rows) {
    /** Whether nothing was written to the catalog since an earlier reading, so it need not be read again. */
    boolean isCatalogUnchangedSince(TransactionCounters earlier) {
        return counted && earlier.counted && catalogRows == earlier.catalogRows;
    }
}
