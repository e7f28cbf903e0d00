/**
 * Connections to one Redis target: keys as bytes, pipelined commands, scripts by digest.
 *
 * <p>A session never reconnects, because a restart of the server invalidates its SCAN cursors. The next dispatch opens
 * new sessions, scans from the start and skips the keys that are in the journal.
 */
@NullMarked
package dev.lockstep.redis.connection;

import org.jspecify.annotations.NullMarked;
