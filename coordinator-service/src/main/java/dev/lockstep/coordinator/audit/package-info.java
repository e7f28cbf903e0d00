/**
 * The audit trail: an entry for every request that changes something or was refused to.
 *
 * <p>Each entry has the hash of the entry before it and of its own text, so a changed or removed row breaks the chain, and
 * a row that is inserted behind its end stops it. The entry of an accepted request is written in the transaction of its
 * change: one does not exist without the other. The last hash is kept in a table of its own, so that removed last entries
 * are found too. Somebody who can write all rows can compute a new chain; compare the last hash with an exported one to
 * find this.
 */
@NullMarked
package dev.lockstep.coordinator.audit;

import org.jspecify.annotations.NullMarked;
