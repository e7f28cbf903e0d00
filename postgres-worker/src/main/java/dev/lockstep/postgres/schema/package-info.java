/**
 * Definitions of a whole schema, and the statements between two of them. The statements are found by trying: in a
 * transaction that is rolled back, objects are dropped, created and altered until each has its wanted definition. The
 * statements that have succeeded are the answer.
 */
@NullMarked
package dev.lockstep.postgres.schema;

import org.jspecify.annotations.NullMarked;
