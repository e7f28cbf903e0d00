/**
 * What can be said of a script of SQL without running it. A script is taken apart into statements as PostgreSQL's own
 * lexer does it (quotes, dollar quotes, nested comments, bodies in {@code BEGIN ATOMIC}), and each statement is judged:
 * it runs inside the script's transaction, it must stand alone, or it may not be in a plan at all. The coordinator
 * refuses a plan by it and the worker refuses a command by it, so that neither has to trust the other.
 */
@NullMarked
package dev.lockstep.sql;

import org.jspecify.annotations.NullMarked;
