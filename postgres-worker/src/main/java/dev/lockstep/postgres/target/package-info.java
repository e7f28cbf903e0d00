/**
 * One PostgreSQL database as the worker reaches it. Short questions go through a small pool; a script gets a connection
 * of its own, whose timeouts are set so that nothing waits for ever: not for a lock, not for a silent client, not for a
 * server that went away. What the driver throws is told apart here, once, by the server's own error codes.
 */
@NullMarked
package dev.lockstep.postgres.target;

import org.jspecify.annotations.NullMarked;
