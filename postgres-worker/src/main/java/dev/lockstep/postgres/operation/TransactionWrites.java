package dev.lockstep.postgres.operation;

/**
 * What a transaction has written so far, as the server counts it; only differences mean something, because some of what
 * the session did before may still be in it.
 *
 * @param id the transaction
 * @param counted whether the server counts at all
 * @param ofCatalog rows of the system's own tables
 * @param ofJournal rows of Lockstep's own schema
 * @param rows those of all others
 */
record TransactionWrites(String id, boolean counted, long ofCatalog, long ofJournal, RowCounts rows) {
    /** Whether nothing was written to the catalog since, so that it need not be read again. */
    boolean leftCatalogAsAt(TransactionWrites earlier) {
        return counted && earlier.counted && ofCatalog == earlier.ofCatalog;
    }
}
