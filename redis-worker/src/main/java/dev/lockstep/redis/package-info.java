/**
 * The worker for Redis. Each operation is one executor class over one engine of units. A script for a batch of keys
 * checks the fence, the journal and the values before it writes, because only the server can do that atomically.
 */
@NullMarked
package dev.lockstep.redis;

import org.jspecify.annotations.NullMarked;
