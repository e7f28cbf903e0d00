/**
 * Child processes of this JVM. Each process writes its output to its own log file. Its pid file contains pid and start
 * time, so a later JVM can find the process. Processes with lifetime {@code WITH_PARENT} exit with this JVM, even if it
 * is killed. Processes with lifetime {@code DETACHED} keep running.
 */
@NullMarked
package dev.lockstep.stack.process;

import org.jspecify.annotations.NullMarked;
