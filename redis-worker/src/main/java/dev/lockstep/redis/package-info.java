/**
 * The worker for Redis. Each operation is one executor class over one engine of units. A short script per key checks
 * the fence, the journal and the value before it writes, because only the server can do that atomically.
 */
@NullMarked
package dev.lockstep.redis;

import org.jspecify.annotations.NullMarked;
