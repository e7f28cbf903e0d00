/**
 * The engine of units: how matching keys are scanned, read, written, journaled, restored and counted.
 *
 * <p>An operation is a {@link dev.lockstep.redis.unit.KeyPlanner}. It plans one {@link dev.lockstep.redis.unit.KeyChange}
 * per key from the value that was read. A script checks the fence, the journal and the value, then makes the change and
 * writes its row. A source key may have a destination key; then both are units, restored separately.
 */
@NullMarked
package dev.lockstep.redis.unit;

import org.jspecify.annotations.NullMarked;
