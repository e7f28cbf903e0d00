/** Redis as a local server: started from its binary with {@code appendfsync always}, probed and used through Jedis. */
@NullMarked
package dev.lockstep.stack.redis;

import org.jspecify.annotations.NullMarked;
