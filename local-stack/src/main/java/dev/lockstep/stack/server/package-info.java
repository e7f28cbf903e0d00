/**
 * What all servers have in common: kind, address, directory, and a process that can be started, stopped, killed, paused
 * and found again. Acknowledged data and the port stay the same through kill and restart.
 */
@NullMarked
package dev.lockstep.stack.server;

import org.jspecify.annotations.NullMarked;
