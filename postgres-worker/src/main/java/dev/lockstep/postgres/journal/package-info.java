/**
 * The step journal inside a PostgreSQL target: schema {@code lockstep}, made on first contact, with one row for the
 * fence, one for the identity, one per step, and what {@code postgres.sql} needs to undo itself. A fence is a row lock:
 * whoever changes the target for a dispatch holds it until the change commits. A process that was stopped keeps its
 * connection and that lock, so every connection that may change something is written down before it does, and whoever
 * raises the fence ends those of older dispatches first.
 */
@NullMarked
package dev.lockstep.postgres.journal;

import org.jspecify.annotations.NullMarked;
