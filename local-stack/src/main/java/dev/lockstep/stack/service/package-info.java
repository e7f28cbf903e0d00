/**
 * Lockstep's four services as processes of this machine: each from the jar that the build leaves in its module, with a
 * log and a pid file of its own, so that {@code ./lockstep up} and the tests of the whole system start, kill and stop
 * the same thing in the same way.
 */
@NullMarked
package dev.lockstep.stack.service;

import org.jspecify.annotations.NullMarked;
