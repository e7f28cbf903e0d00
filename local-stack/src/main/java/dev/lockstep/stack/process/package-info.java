/**
 * Processes of the operating system as things that can be held. A child is spawned with its output in a log file of its
 * own, is told apart from a stranger with the same number by its start time, and can be killed, stopped in its tracks
 * and let go on. Children of tests end with the JVM that started them, even when that JVM is killed; children of
 * {@code ./lockstep up} outlive it and are found again by their pid files.
 */
@NullMarked
package dev.lockstep.stack.process;

import org.jspecify.annotations.NullMarked;
