/**
 * Dry runs. All steps of a plan on one target run in one transaction, which is always rolled back, by the code that
 * also applies them. A savepoint before each step lets {@code down} be tried, and the state before the step be read,
 * because only after {@code up} it is known what must be read. What does not run in a transaction is named in the
 * outcome. A time limit on the transaction limits how long it holds its locks.
 */
@NullMarked
package dev.lockstep.postgres.dryrun;

import org.jspecify.annotations.NullMarked;
