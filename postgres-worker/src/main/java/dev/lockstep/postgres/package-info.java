/**
 * The worker for PostgreSQL. Each operation is one class with its do beside its undo; the fence, the identity and the
 * step journal live inside the target, so that what was done and what is known about it commit together.
 */
@NullMarked
package dev.lockstep.postgres;

import org.jspecify.annotations.NullMarked;
