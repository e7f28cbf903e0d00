/**
 * Backs up the keys that steps touch, and restores them. A rule per step says which names these are: those that the step
 * reads, and those that it writes. Keys are copied with DUMP and their absolute expiry, and put back with RESTORE by a
 * script that compares before it writes. {@code docs/backup.md} describes the format.
 */
@NullMarked
package dev.lockstep.redis.backup;

import org.jspecify.annotations.NullMarked;
