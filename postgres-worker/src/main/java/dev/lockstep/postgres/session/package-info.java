/**
 * The connection on which one dispatch changes its target. It is registered in the journal before it changes anything,
 * and it is monitored from another thread. After a success it is reset and kept for the next dispatch. The work is
 * retried while a lock is not available. All executors run their work with
 * {@link dev.lockstep.postgres.session.JdbcDispatchSessions}.
 */
@NullMarked
package dev.lockstep.postgres.session;

import org.jspecify.annotations.NullMarked;
