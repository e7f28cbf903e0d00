/**
 * Backups of what the steps of a plan touch, and their restore. A trial of the steps in a transaction that is rolled back
 * finds the tables and other objects; their definitions and rows are written in one snapshot. A restore first gives every
 * object its definition again, compares the rows with the backup, and writes only the rows that differ, all in one
 * transaction. {@code docs/backup-postgres.md} describes the files.
 */
@NullMarked
package dev.lockstep.postgres.backup;

import org.jspecify.annotations.NullMarked;
