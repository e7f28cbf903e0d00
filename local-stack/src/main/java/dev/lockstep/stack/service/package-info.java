/**
 * The Lockstep services and the sample application as child processes, and the local system of servers and services. A service runs from the
 * jar in the directory {@code target} of its module. {@code ./lockstep up}, the demo and the system tests use these
 * classes.
 */
@NullMarked
package dev.lockstep.stack.service;

import org.jspecify.annotations.NullMarked;
