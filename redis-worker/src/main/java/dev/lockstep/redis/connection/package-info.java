/**
 * How this worker speaks with a Redis: keys as bytes, commands pipelined, scripts by their digest. A session belongs to
 * one dispatch and is never reconnected behind its back, so a restart of the server ends the session and with it every
 * cursor that the restart made void; the next dispatch begins at 0 and finds in the journal what is done.
 */
@NullMarked
package dev.lockstep.redis.connection;

import org.jspecify.annotations.NullMarked;
