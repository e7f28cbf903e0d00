/**
 * Erasures: a person requests that the values of one unit are removed from the journal of a step.
 *
 * <p>An erasure is outside of the saga, because it changes neither the state of the migration nor that of the step. A
 * worker can repeat it.
 */
@NullMarked
package dev.lockstep.coordinator.erasure;

import org.jspecify.annotations.NullMarked;
