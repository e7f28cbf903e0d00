/**
 * The four Lockstep services as child processes, and the whole local system of servers and services. A service runs
 * from the jar in its module's {@code target}. {@code ./lockstep up}, the demo and the system tests use the same
 * classes.
 */
@NullMarked
package dev.lockstep.stack.service;

import org.jspecify.annotations.NullMarked;
