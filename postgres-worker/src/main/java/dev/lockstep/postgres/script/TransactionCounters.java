package dev.lockstep.postgres.script;

import java.util.Map;

/**
 * The rows that a script has written, by the server's counters.
 *
 * @param transaction the id of the transaction in which the script ended
 * @param journalRows rows written to schema {@code lockstep_journal}
 * @param byTable rows written to each table of users, by its OID; without tables that were not written
 */
record TransactionCounters(String transaction, long journalRows, Map<Long, RowCounts> byTable) {}
