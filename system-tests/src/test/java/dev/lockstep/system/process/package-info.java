/**
 * The whole system as processes: real servers, the four services, and faults done to them.
 *
 * <p>A {@link dev.lockstep.system.process.LockstepSystem} runs once per JVM. A test seeds its own data, posts a plan,
 * hurts a process at a moment that it can name, and asserts the guarantees on what the stores hold afterwards, read by
 * code that shares nothing with the workers.
 */
@NullMarked
package dev.lockstep.system.process;

import org.jspecify.annotations.NullMarked;
