/**
 * Real servers and the Lockstep services as processes of one machine, without containers. {@code ./lockstep up}, the
 * demo, the benchmarks and the module test-servers use it. The classes are in the packages below; each server
 * technology has its own.
 */
@NullMarked
package dev.lockstep.stack;

import org.jspecify.annotations.NullMarked;
