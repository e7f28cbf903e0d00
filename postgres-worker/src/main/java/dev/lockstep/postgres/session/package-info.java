/**
 * The connection through which one dispatch changes its target. It is registered in the journal before it can change
 * anything, it is monitored from another thread, and the work on it is retried while a lock is not available. Executors
 * of every operation run their work through {@link dev.lockstep.postgres.session.JdbcDispatchSessions}.
 */
@NullMarked
package dev.lockstep.postgres.session;

import org.jspecify.annotations.NullMarked;
