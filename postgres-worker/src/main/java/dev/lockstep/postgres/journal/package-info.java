/**
 * The step journal inside a PostgreSQL target. It is schema {@code lockstep}, which the worker creates on first use. It
 * contains the fence, the identity, one row per step, and what each operation needs for its compensation. A dispatch
 * locks the fence's row until its change is committed. A paused process would keep that lock. Therefore every
 * connection that changes something is registered first, and a dispatch that raises the fence terminates the
 * connections of older dispatches.
 */
@NullMarked
package dev.lockstep.postgres.journal;

import org.jspecify.annotations.NullMarked;
