/**
 * Connections to one Redis target: keys as bytes, pipelined commands, scripts by digest.
 *
 * <p>A session never reconnects. A restart of the server therefore ends every session and the SCAN cursors that it
 * invalidates; the next dispatch scans from 0 and leaves out the keys that the journal has.
 */
@NullMarked
package dev.lockstep.redis.connection;

import org.jspecify.annotations.NullMarked;
