/**
 * Scripts of {@code postgres.sql} that run in one transaction. Flyway runs the statements of {@code up} and writes the
 * schema history row; fence and journal are part of the same transaction. {@code down} runs without Flyway, and commits
 * only if the catalog then equals the catalog before {@code up}.
 */
@NullMarked
package dev.lockstep.postgres.script;

import org.jspecify.annotations.NullMarked;
