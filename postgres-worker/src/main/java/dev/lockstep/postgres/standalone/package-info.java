/**
 * Standalone statements: PostgreSQL refuses them inside a transaction. Most of them create or drop an index
 * concurrently. The intended change is journaled first, then the statement runs, then its effect is read from the
 * catalog and journaled. After a crash, the next dispatch reads from the catalog where to continue.
 */
@NullMarked
package dev.lockstep.postgres.standalone;

import org.jspecify.annotations.NullMarked;
