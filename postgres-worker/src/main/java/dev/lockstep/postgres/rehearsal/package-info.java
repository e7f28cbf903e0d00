/**
 * Rehearsals of PostgreSQL. A scratch copy is a database of its own, on the server of the target or on another one. It
 * gets the definitions of the target by the statements that create them, and rows by {@code COPY} from one snapshot.
 * Steps run on it as on a target, with the journal, the executors and the checks of the product.
 */
@NullMarked
package dev.lockstep.postgres.rehearsal;

import org.jspecify.annotations.NullMarked;
