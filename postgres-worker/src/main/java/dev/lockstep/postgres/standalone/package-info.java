/**
 * Statements that PostgreSQL refuses inside a transaction, above all those that create and drop an index concurrently.
 * What the statement will change is journaled first; the statement runs; then the catalog shows what it did, and the
 * result is journaled. After a crash at any point, the catalog shows where the next dispatch continues.
 */
@NullMarked
package dev.lockstep.postgres.standalone;

import org.jspecify.annotations.NullMarked;
