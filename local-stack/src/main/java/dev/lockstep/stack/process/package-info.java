/**
 * Child processes of this JVM. Each writes its output to its own log file and is identified by pid and start time, so a
 * later JVM can find it by its pid file. Children with lifetime {@code WITH_PARENT} die with this JVM, even when it is
 * killed. Detached children keep running.
 */
@NullMarked
package dev.lockstep.stack.process;

import org.jspecify.annotations.NullMarked;
