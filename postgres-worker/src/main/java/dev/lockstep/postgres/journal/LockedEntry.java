package dev.lockstep.postgres.journal;

import dev.lockstep.worker.JournalEntry;

/**
 * A journal entry whose fence is locked until the transaction ends.
 *
 * @param olderBackends the number of live backends of dispatches older than the one that locks the fence
 */
record LockedEntry(JournalEntry entry, long olderBackends) {}
