/**
 * The step journal inside a PostgreSQL target: schema {@code lockstep}, created on first contact. It holds the fence, the
 * identity, one row per step, and what each operation needs for its undo. Holding the fence means holding its row lock
 * until the change commits. A stopped process would keep that lock, so every connection that may change something is
 * registered first, and a dispatch that raises the fence terminates the connections of older dispatches.
 */
@NullMarked
package dev.lockstep.postgres.journal;

import org.jspecify.annotations.NullMarked;
