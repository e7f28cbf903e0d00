/**
 * A Redis database as a target of Lockstep: its options, its journal and executors, its checks, and the classification
 * of its errors. A target contacts its server on its first use, so the server may be unreachable when the
 * worker starts.
 */
@NullMarked
package dev.lockstep.redis.target;

import org.jspecify.annotations.NullMarked;
