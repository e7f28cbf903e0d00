/**
 * The worker for Redis. Each operation is one executor class over one engine of units. A short script per key checks
 * fence, journal and value before it writes, since only the server can do that atomically.
 */
@NullMarked
package dev.lockstep.redis;

import org.jspecify.annotations.NullMarked;
