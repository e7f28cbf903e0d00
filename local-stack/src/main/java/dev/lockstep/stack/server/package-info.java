/**
 * Classes for all kinds of servers: kind, address, directory, and a process that can be started, stopped, killed, paused
 * and found by a later JVM. A server keeps its port and its acknowledged data when it is killed and restarted.
 */
@NullMarked
package dev.lockstep.stack.server;

import org.jspecify.annotations.NullMarked;
