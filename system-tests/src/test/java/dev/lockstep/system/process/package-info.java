/**
 * Tests of the whole system as processes: real servers, the four services, and faults.
 *
 * <p>A {@link dev.lockstep.system.process.LockstepSystem} runs once per JVM. A test creates its own data, posts a plan,
 * injects a fault at a defined point, and asserts the guarantees on the content of the stores, which is read by code that
 * is independent of the workers.
 */
@NullMarked
package dev.lockstep.system.process;

import org.jspecify.annotations.NullMarked;
