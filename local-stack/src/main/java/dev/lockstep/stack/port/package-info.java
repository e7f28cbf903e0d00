/** Loopback ports: finds free ones for servers and services, and checks whether a server listens on one. */
@NullMarked
package dev.lockstep.stack.port;

import org.jspecify.annotations.NullMarked;
