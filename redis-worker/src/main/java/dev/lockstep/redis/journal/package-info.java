/**
 * What Lockstep keeps inside a Redis, under {@code lockstep:}: the identity, the fence, one row per step, and per step
 * the units that it changed with what was there before. A unit's row is written by the script that changes the unit, so
 * that a server which loses the one has lost the other.
 */
@NullMarked
package dev.lockstep.redis.journal;

import org.jspecify.annotations.NullMarked;
