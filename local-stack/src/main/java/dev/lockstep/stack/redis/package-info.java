/** Redis as a local server, with {@code appendfsync always}. Jedis is its client. */
@NullMarked
package dev.lockstep.stack.redis;

import org.jspecify.annotations.NullMarked;
