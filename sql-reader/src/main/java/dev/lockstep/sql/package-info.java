/**
 * Reads PostgreSQL scripts without running them. A script is cut into statements as PostgreSQL's own scanner does it
 * (quotes, dollar quotes, nested comments, {@code BEGIN ATOMIC} bodies). Each statement is then classified: it runs in
 * the script's transaction, it runs standalone, or a plan may not contain it. The coordinator checks plans and the
 * workers check commands with this same code, so a plan that the coordinator accepts is not refused by its worker.
 */
@NullMarked
package dev.lockstep.sql;

import org.jspecify.annotations.NullMarked;
