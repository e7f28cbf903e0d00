/**
 * The worker for Redis. Each operation is one class with its do beside its undo; a short script per key checks fence,
 * marker and value before it writes, because nothing but the server itself can do the three at once.
 */
@NullMarked
package dev.lockstep.redis;

import org.jspecify.annotations.NullMarked;
