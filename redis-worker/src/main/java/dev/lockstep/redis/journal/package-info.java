/**
 * The journal inside a Redis target, under {@code lockstep:}: the identity, the fence, one row per step, and per step
 * the rows and pre-images of its units. The script that changes a unit also writes its row, so both are kept or lost
 * together.
 */
@NullMarked
package dev.lockstep.redis.journal;

import org.jspecify.annotations.NullMarked;
