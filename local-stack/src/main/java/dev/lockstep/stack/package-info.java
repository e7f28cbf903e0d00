/**
 * Real servers and the Lockstep services as processes of one machine, without containers. {@code ./lockstep up}, the
 * demo, the benchmarks and the module test-servers use them. Each kind of server has its own package.
 */
@NullMarked
package dev.lockstep.stack;

import org.jspecify.annotations.NullMarked;
