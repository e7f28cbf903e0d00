/**
 * Scripts of {@code postgres.sql} that run in one transaction. Flyway runs the statements of {@code up} and writes the
 * schema history row; fence and journal row are part of the same transaction. {@code down} runs in a transaction of ours,
 * which commits only if the catalog is as it was before {@code up}.
 */
@NullMarked
package dev.lockstep.postgres.script;

import org.jspecify.annotations.NullMarked;
