/**
 * PostgreSQL as a local server: started from its binaries with fsync on, probed by a login, and administered through
 * JDBC.
 */
@NullMarked
package dev.lockstep.stack.postgres;

import org.jspecify.annotations.NullMarked;
