/**
 * Scratch copies for rehearsals: a logical database of its own with the keys that the steps and their checks name, or a sample
 * of them. A marker in the copy says whose it is and that it is in use, so that an abandoned copy can be deleted, and nothing
 * else.
 */
@NullMarked
package dev.lockstep.redis.rehearsal;

import org.jspecify.annotations.NullMarked;
