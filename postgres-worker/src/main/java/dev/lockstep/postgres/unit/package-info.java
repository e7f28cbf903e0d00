/**
 * Catalog objects as units of change. A snapshot maps each object's name to its definition; two snapshots give the
 * changes of a step, which are journaled with the definitions before and after. After an undo, a comparison finds every
 * object that is not as it was before the step.
 */
@NullMarked
package dev.lockstep.postgres.unit;

import org.jspecify.annotations.NullMarked;
