/**
 * {@code redis.transform}: values are read in batches, judged and edited here, and written by one short script per key.
 * What is decided about a key is a value ({@link dev.lockstep.redis.operation.Change}); only the script knows whether it
 * still holds, and says so in one word ({@link dev.lockstep.redis.operation.UnitAnswer}).
 */
@NullMarked
package dev.lockstep.redis.operation;

import org.jspecify.annotations.NullMarked;
