/** Loopback ports: finds free ports for servers and services, and checks whether a server listens on a port. */
@NullMarked
package dev.lockstep.stack.port;

import org.jspecify.annotations.NullMarked;
