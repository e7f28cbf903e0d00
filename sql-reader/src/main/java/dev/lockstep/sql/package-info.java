/**
 * Parses PostgreSQL scripts without running them. A script is split into statements by the rules of PostgreSQL's
 * scanner (quotes, dollar quotes, nested comments, {@code BEGIN ATOMIC} bodies). Each statement is then classified: it
 * runs in the script's transaction, it runs standalone, or it is refused. The coordinator and the workers use the same
 * code, so a worker refuses no script that the coordinator accepted.
 */
@NullMarked
package dev.lockstep.sql;

import org.jspecify.annotations.NullMarked;
