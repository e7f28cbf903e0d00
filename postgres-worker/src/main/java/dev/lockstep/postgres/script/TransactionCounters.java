package dev.lockstep.postgres.script;

/**
 * The rows that a script has written, by the server's counters.
 *
 * @param transaction the id of the transaction in which the script ended
 * @param journalRows rows written to schema {@code lockstep_journal}
 * @param rows rows written to tables of users
 */
record TransactionCounters(String transaction, long journalRows, RowCounts rows) {}
