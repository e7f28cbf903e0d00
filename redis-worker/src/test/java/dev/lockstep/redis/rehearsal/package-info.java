/** Tests of scratch copies. */
@NullMarked
package dev.lockstep.redis.rehearsal;

import org.jspecify.annotations.NullMarked;
