/**
 * Tests of the whole system, without production code.
 *
 * <p>One package simulates the system in one thread, one runs the services as processes with real servers, and both inject
 * faults and check guarantees on the content of the stores. A third package tests the deployment files.
 */
@NullMarked
package dev.lockstep.system;

import org.jspecify.annotations.NullMarked;
