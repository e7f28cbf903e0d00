/**
 * The operation {@code postgres.sql}, do beside undo. A script that can run in a transaction does, through Flyway, with
 * the fence, the schema history row and the journal row in that same transaction; a statement that cannot stands alone
 * and the catalog is asked what came of it. Undoing runs the author's own script and believes it only when the catalog
 * reads as before. What that cannot see is the data: they are as exact as the author's script.
 */
@NullMarked
package dev.lockstep.postgres.operation;

import org.jspecify.annotations.NullMarked;
