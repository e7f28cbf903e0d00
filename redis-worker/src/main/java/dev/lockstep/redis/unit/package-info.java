/**
 * The engine of units: scans, reads, writes, journals, restores and counts keys. A unit is what is changed and undone
 * as one; here it is a key.
 *
 * <p>An operation is a {@link dev.lockstep.redis.unit.KeyPlanner}. It plans one {@link
 * dev.lockstep.redis.unit.KeyChange} per key from the value that was read. A script checks the fence, the
 * journal and the values of a batch, then writes the rows and makes the changes. If a source key has a destination key, both are units and are
 * restored separately.
 */
@NullMarked
package dev.lockstep.redis.unit;

import org.jspecify.annotations.NullMarked;
